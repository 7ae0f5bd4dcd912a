package org.nbdscript.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function of a script that can do nothing but compute: it has no files, no network, no Java, and only so much time.
 * Any number of threads may call it; it runs one call at a time.
 */
public interface ConfinedFunction extends AutoCloseable {
    /**
     * What one call may take.
     *
     * @param statements of the script
     * @param milliseconds of time
     */
    record Limits(long statements, long milliseconds) {}

    /**
     * Calls it with one argument, as {@link #call(List)} does.
     *
     * @param argument an object whose members are String, Long or Boolean
     */
    default @Nullable Object call(Map<String, ?> argument) {
        return call(List.of(argument));
    }

    /**
     * Calls it.
     *
     * @param arguments objects whose members are String, Long or Boolean
     * @return String, Long, Double, Boolean or null
     * @throws NbdException if it fails, with its errno, text and place; EIO if it takes more than its limits, after
     *     which the script may have begun anew
     */
    @Nullable
    Object call(List<? extends Map<String, ?>> arguments);

    /** Ends the engine's use of it. */
    @Override
    void close();
}
