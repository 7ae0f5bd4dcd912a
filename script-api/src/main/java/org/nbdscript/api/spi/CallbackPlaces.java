package org.nbdscript.api.spi;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ScriptPosition;

/**
 * Knows where in a script its callbacks are defined: what is wrong with a callback's result is told with this place.
 */
@FunctionalInterface
public interface CallbackPlaces {
    /** The places of callbacks that no script defines. */
    CallbackPlaces UNKNOWN = callback -> null;

    /** Where the callback is defined; null if unknown or not defined. */
    @Nullable
    ScriptPosition position(Callback callback);
}
