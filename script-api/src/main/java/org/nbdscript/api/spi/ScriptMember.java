package org.nbdscript.api.spi;

import org.nbdscript.api.ScriptPosition;

/**
 * A function or method of a script.
 *
 * @param name its name
 * @param position where it is defined
 * @param required how many arguments it must be given, without {@code self}
 * @param accepted how many it can take; {@link Integer#MAX_VALUE} for any number
 * @param isMethod it belongs to a class whose instances are connections, so it takes no handle
 */
public record ScriptMember(String name, ScriptPosition position, int required, int accepted, boolean isMethod) {}
