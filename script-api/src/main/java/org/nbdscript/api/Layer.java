package org.nbdscript.api;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What plugins and filters have in common: a name, parameters, and a life.
 *
 * <p>The host calls, in this order: {@link #load}, {@link #parameters}, {@link #configure} (outermost layer first),
 * {@link #threadModel}, {@link #getReady} (innermost first); then, when the sockets are bound and the process is in the
 * background if it shall be, {@code afterFork} (innermost first) and the calls of each connection; at the end
 * {@link #cleanup} if it came to {@code afterFork} (outermost first), and {@link #unload}. Java layers are found by
 * {@link java.util.ServiceLoader} and then by {@link #name}.
 */
public interface Layer {
    /** The name on the command line: letters, digits and dashes. */
    String name();

    /** A line for people on what it is for; the first of {@code --help}. */
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

    /** How its calls may overlap; asked once, after {@link #configure}. The weakest of a stack's layers counts. */
    default ThreadModel threadModel() {
        return ThreadModel.PARALLEL;
    }

    /**
     * Whether nobody could notice that an export was opened read-only and closed at once: it waits for nothing, counts
     * nothing, writes nothing and starts nothing. Then the host may do so once before it listens, after
     * {@link #getReady}, to refuse to serve what could never work.
     */
    default boolean opensWithoutTrace() {
        return false;
    }

    /**
     * The block sizes of every disk that it opens, if it knows them before it opens one: then the host can refuse what
     * does not fit them before it listens, without opening anything. Asked after {@link #getReady}; null if each disk
     * is to be asked.
     */
    default @Nullable BlockSize declaredBlockSize() {
        return null;
    }

    /** The last call before the server listens; standard streams and the working directory are still the user's. */
    default void getReady() {}

    /** The last connection has ended and no other will come. */
    default void cleanup() {}

    /** The last call of all. */
    default void unload() {}

    /** Adds lines of its own to {@code --dump-plugin}. */
    default void dumpPlugin(BiConsumer<String, String> line) {}
}
