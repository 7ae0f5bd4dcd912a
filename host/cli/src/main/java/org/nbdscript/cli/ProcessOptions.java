package org.nbdscript.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of the process itself.
 *
 * @param name of this server in its messages; may be empty
 * @param log where messages go
 * @param user whom to become when the sockets are bound, a name or a number; null to stay who we are
 * @param group the group to become then, a name or a number; null for that of the user
 * @param swap keep all memory out of the swap space
 * @param debugFlags what verbose messages show
 * @param jit compile scripts whose engine interprets them else; the launcher has made the JVM able to
 */
record ProcessOptions(
        String name,
        LogOptions log,
        @Nullable String user,
        @Nullable String group,
        boolean swap,
        DebugFlags debugFlags,
        boolean jit) {
    /** Nothing special. */
    static final ProcessOptions NONE =
            new ProcessOptions("", LogOptions.DEFAULT, null, null, false, DebugFlags.NONE, false);
}
