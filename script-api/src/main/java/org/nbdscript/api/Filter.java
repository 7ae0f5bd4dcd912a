package org.nbdscript.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer between the client and a plugin, with any number of others above and below it. It sees each call and may
 * change it, answer it itself, or pass it on to {@link Next}; what it does not mention, passes.
 *
 * <p>A filter's disk mostly is a {@link ForwardingDisk} that overrides what the filter is for. A filter that changes
 * nothing for a connection returns the very disk that {@link Next#open} gave it, and costs nothing from then on.
 */
public interface Filter extends Layer {
    /** What it makes of the parameters for the layers below; null if it leaves them as they are. */
    default @Nullable ParameterPassing parameterPassing() {
        return null;
    }

    /**
     * The server listens. Threads are started here.
     *
     * @param next what lies below; it is ready
     */
    default void afterFork(Next next) {}

    /**
     * A client connected; nothing was sent yet.
     *
     * @throws NbdException to turn it away
     */
    default void preconnect(ConnectionContext context, Next next) {
        next.preconnect(context);
    }

    /** The exports to tell a client that asks for a list. */
    default List<Export> listExports(ConnectionContext context, Next next) {
        return next.listExports(context);
    }

    /** The name of the export that a client gets who asks for none; null if such a client is to be refused. */
    default @Nullable String defaultExport(ConnectionContext context, Next next) {
        return next.defaultExport(context);
    }

    /** Whether an export is served over TLS only, as {@link Plugin#requiresTls} has it. */
    default boolean requiresTls(String exportName, ConnectionContext context, Next next) {
        return next.requiresTls(exportName, context);
    }

    /**
     * Opens an export: once a connection, unless the client asks about several. What it opens below is its own to
     * close, in the close of the disk that it returns; if it throws, the host closes that.
     *
     * @throws NbdException an error that the client is to see
     */
    Disk open(OpenContext context, Next next);
}
