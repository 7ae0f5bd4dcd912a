package org.nbdscript.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes disks: the bottom of a stack of layers. A built-in plugin, or a script behind an adapter.
 *
 * <p>For each connection the host calls {@link #preconnect}, {@link #listExports}, {@link #defaultExport},
 * {@link #requiresTls} and {@link #open}, each of them through the filters of the stack.
 */
public interface Plugin extends Layer {
    /** The server listens. Threads are started here. */
    default void afterFork() {}

    /**
     * A client connected; nothing was sent yet.
     *
     * @throws NbdException to turn it away
     */
    default void preconnect(ConnectionContext context) {}

    /** The exports to tell a client that asks for a list; by default the one of {@link #defaultExport}. */
    default List<Export> listExports(ConnectionContext context) {
        String name = defaultExport(context);
        return name == null ? List.of() : List.of(new Export(name));
    }

    /** The name of the export that a client gets who asks for none; null if such a client is to be refused. */
    default @Nullable String defaultExport(ConnectionContext context) {
        return "";
    }

    /**
     * Whether an export is served over TLS only: asked of clients without TLS, who are not told of such an export, and
     * do not get it.
     *
     * @param exportName the canonical name
     */
    default boolean requiresTls(String exportName, ConnectionContext context) {
        return false;
    }

    /**
     * Opens an export: once a connection, unless the client asks about several.
     *
     * @throws NbdException ENOENT if there is no such export, or another error that the client is to see
     */
    Disk open(OpenContext context);
}
