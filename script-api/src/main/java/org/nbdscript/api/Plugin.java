package org.nbdscript.api;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes disks. A built-in plugin, or a script behind an adapter.
 *
 * <p>The host calls, in this order: {@link #load}, {@link #parameters}, {@link #configure}, {@link #threadModel},
 * {@link #getReady}; then, when the sockets are bound and the process is in the background if it shall be,
 * {@link #afterFork}; for each connection {@link #preconnect}, {@link #listExports}, {@link #defaultExport},
 * {@link #requiresTls} and {@link #open}; at the end {@link #cleanup} if it came to {@code afterFork}, and
 * {@link #unload}. Java plugins are found by {@link java.util.ServiceLoader} and then by {@link #name}.
 */
public interface Plugin {
    /** The name on the command line: letters, digits and dashes. */
    String name();

    /** A line for people on what it serves; the first of {@code --help}. */
    String description();

    /** A version for people; null if it has none of its own. */
    default @Nullable String version() {
        return null;
    }

    /** Takes the host's services. The first call of all. */
    default void load(HostServices services) {}

    /** The parameters that it takes. */
    default ParameterSchema parameters() {
        return ParameterSchema.EMPTY;
    }

    /**
     * Takes the parameters, parsed and checked by the schema. Relative paths were made absolute.
     *
     * @throws IllegalArgumentException if they do not fit together; the message says which and why
     */
    default void configure(ParameterValues values) {}

    /** How its calls may overlap; asked once, after {@link #configure}. */
    default ThreadModel threadModel() {
        return ThreadModel.PARALLEL;
    }

    /** The last call before the server listens; standard streams and the working directory are still the user's. */
    default void getReady() {}

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

    /** The last connection has ended and no other will come. */
    default void cleanup() {}

    /** The last call of all. */
    default void unload() {}

    /** Adds lines of its own to {@code --dump-plugin}. */
    default void dumpPlugin(BiConsumer<String, String> line) {}
}
