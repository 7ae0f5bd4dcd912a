package org.nbdscript.jython;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;

/**
 * The connection whose call runs on this thread: what functions of the module nbdscript, which have none, belong to.
 */
final class CurrentConnection {
    private static final ThreadLocal<@Nullable ConnectionContext> CURRENT = new ThreadLocal<>();

    private CurrentConnection() {}

    /** The connection; null outside of a connection's calls. */
    static @Nullable ConnectionContext context() {
        return CURRENT.get();
    }

    /** Sets the connection and returns the one before, to be set again when the call ends. */
    static @Nullable ConnectionContext set(@Nullable ConnectionContext context) {
        ConnectionContext previous = CURRENT.get();
        CURRENT.set(context);
        return previous;
    }
}
