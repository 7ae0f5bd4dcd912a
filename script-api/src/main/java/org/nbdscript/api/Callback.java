package org.nbdscript.api;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of callbacks: all that a script may define, with the parameters, the result and a sentence for each. What
 * the adapters check, the reference page and the editors' descriptions are all made from it.
 *
 * <p>The constant's name in lower case is nbdkit's and Python's name of the callback; {@link #camelCase} is
 * JavaScript's and Groovy's.
 */
public enum Callback {
    /** Changes the parameters of the layers below a filter. */
    PASS_PARAMETERS(
            Scope.PLUGIN,
            "passed",
            "In a filter: says what parameters the layers below get. Is given the filter's own, and those that nobody above"
                    + " has declared, a list of pairs of a key and a text, with an empty key for a bare value; returns such"
                    + " pairs, or a map, or nothing to change nothing. Runs first, before configure of any layer.",
            "params: parameters",
            "given: given"),
    /** Takes the declared parameters. */
    CONFIGURE(
            Scope.PLUGIN,
            "none",
            "Takes the declared parameters, parsed and checked. Runs once, before the server listens.",
            "params: parameters"),
    /** Takes an undeclared parameter. */
    CONFIG(
            Scope.PLUGIN,
            "none",
            "Takes a parameter that is not declared, as text; runs once for each. Without it such a parameter is an error.",
            "key: string",
            "value: string"),
    /** All parameters were given. */
    CONFIG_COMPLETE(
            Scope.PLUGIN, "none", "Runs when all parameters were given: the place to check that they fit together."),
    /** Says how calls may overlap. */
    THREAD_MODEL(
            Scope.PLUGIN,
            "thread_model",
            "Says how calls may overlap: serialize_connections, serialize_all_requests, serialize_requests,"
                    + " serialize_retirement or parallel. Without it: serialize_all_requests. A script may have a constant of"
                    + " this name instead."),
    /** Before the server listens. */
    GET_READY(
            Scope.PLUGIN,
            "none",
            "Runs last before the server listens, while terminal and working directory are still the user's."),
    /** The server listens. */
    AFTER_FORK(
            Scope.PLUGIN,
            "none",
            "Runs when the server listens and is in the background if it shall be. Start threads here."),
    /** After the last connection. */
    CLEANUP(Scope.PLUGIN, "none", "Runs after the last connection has ended, if the server came to listen."),
    /** At the end. */
    UNLOAD(Scope.PLUGIN, "none", "Runs at the very end of the program."),
    /** Adds lines to --dump-plugin. */
    DUMP_PLUGIN(
            Scope.PLUGIN, "map", "Adds lines to --dump-plugin: returns names and values, or prints key=value lines."),
    /** A client connected. */
    PRECONNECT(
            Scope.PLUGIN,
            "none",
            "Runs when a client has connected, before anything is sent: throw to turn it away.",
            "context: connection"),
    /** Lists the exports. */
    LIST_EXPORTS(
            Scope.PLUGIN,
            "exports",
            "Lists the exports: names, or pairs of a name and a description. Without it: the default export.",
            "context: connection"),
    /** Names the default export. */
    DEFAULT_EXPORT(
            Scope.PLUGIN,
            "string?",
            "Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the"
                    + " empty name.",
            "context: connection"),
    /** Is an export served over TLS only. */
    REQUIRES_TLS(
            Scope.PLUGIN,
            "bool",
            "Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they"
                    + " ask for it. Without it: no, unless --tls=require.",
            "export: string",
            "context: connection"),
    /** Opens an export. */
    OPEN(
            Scope.PLUGIN,
            "handle",
            "Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which"
                    + " then comes first in every call. Without it, calls have no handle.",
            "context: open"),

    /** Ends a connection. */
    CLOSE(Scope.DISK, "none", "Ends the connection's use of the disk."),
    /** Says the size. */
    GET_SIZE(
            Scope.DISK,
            "size",
            "Says the size in bytes. It is asked again when the service size_changed has said that it is another one."),
    /** Describes the export. */
    EXPORT_DESCRIPTION(Scope.DISK, "string?", "Describes the export for people."),
    /** Says the block sizes. */
    BLOCK_SIZE(
            Scope.DISK,
            "block_size",
            "Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the"
                    + " address of data in memory is to be a multiple. Clients are told; requests that are not so are made"
                    + " to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a"
                    + " constant of this name instead, which is known before a disk is open, and then held against what"
                    + " lies above and below when the server starts."),
    /** Can it be written. */
    CAN_WRITE(Scope.DISK, "bool", "Whether the disk can be written. Without it: whether pwrite is defined."),
    /** Can it be flushed. */
    CAN_FLUSH(Scope.DISK, "bool", "Whether flush works. Without it: whether flush is defined."),
    /** Do seeks cost time. */
    IS_ROTATIONAL(Scope.DISK, "bool", "Whether seeks cost time. Without it: no."),
    /** Can it be trimmed. */
    CAN_TRIM(Scope.DISK, "bool", "Whether trim works. Without it: whether trim is defined."),
    /** Use zero. */
    CAN_ZERO(
            Scope.DISK,
            "bool",
            "Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined."),
    /** Is a fast zero answered quickly. */
    CAN_FAST_ZERO(
            Scope.DISK,
            "bool",
            "Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the"
                    + " host then refuses at once."),
    /** Are there extents. */
    CAN_EXTENTS(Scope.DISK, "bool", "Whether extents works. Without it: whether extents is defined."),
    /** How is FUA done. */
    CAN_FUA(
            Scope.DISK,
            "support",
            "How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined."),
    /** Do connections see one another's writes. */
    CAN_MULTI_CONN(Scope.DISK, "bool", "Whether what one connection wrote and flushed is seen by all. Without it: no."),
    /** How is cache done. */
    CAN_CACHE(
            Scope.DISK,
            "support",
            "How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined."),
    /** Reads. */
    PREAD(
            Scope.DISK,
            "read",
            "Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the"
                    + " request in any order, each an offset and bytes, or an offset and a length for a hole.",
            "buf: output",
            "offset: offset",
            "flags: flags"),
    /** Writes. */
    PWRITE(
            Scope.DISK,
            "none",
            "Writes the whole buffer, which is read-only.",
            "buf: input",
            "offset: offset",
            "flags: flags"),
    /** Brings writes to stable storage. */
    FLUSH(Scope.DISK, "none", "Brings what was written to stable storage.", "flags: flags"),
    /** Changes the size. */
    RESIZE(
            Scope.DISK,
            "none",
            "Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this"
                    + " request as an experiment of the protocol.",
            "size: size"),
    /** Gives up a range. */
    TRIM(
            Scope.DISK,
            "none",
            "Says that a range is not needed any more.",
            "count: count",
            "offset: offset",
            "flags: flags"),
    /** Zeroes a range. */
    ZERO(
            Scope.DISK,
            "none",
            "Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead.",
            "count: count",
            "offset: offset",
            "flags: flags"),
    /** Lists extents. */
    EXTENTS(
            Scope.DISK,
            "extents",
            "Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an"
                    + " offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits).",
            "count: count",
            "offset: offset",
            "flags: flags"),
    /** Names metadata contexts. */
    META_CONTEXTS(
            Scope.DISK,
            "contexts",
            "Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names"
                    + " such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only"
                    + " clients with extended headers can be told."),
    /** Lists extents of a metadata context. */
    BLOCK_STATUS(
            Scope.DISK,
            "statuses",
            "Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps,"
                    + " from offset on, each an offset, a length and the status, a whole number.",
            "context: string",
            "count: count",
            "offset: offset",
            "flags: flags"),
    /** Fetches a range. */
    CACHE(Scope.DISK, "none", "Says that a range will be read soon.", "count: count", "offset: offset", "flags: flags");

    /** Whose callback it is. */
    public enum Scope {
        /** The plugin's: a function of the script. */
        PLUGIN,
        /** The open disk's: a method of what open returned, or a function of the script that takes the handle. */
        DISK
    }

    /**
     * A parameter of a callback.
     *
     * @param name as the reference calls it
     * @param type a name that each language's description translates: parameters, given, string, connection, open,
     *     output, input, offset, count, flags, next
     */
    public record Argument(String name, String type) {
        static Argument of(String declaration) {
            int colon = declaration.indexOf(": ");
            return new Argument(declaration.substring(0, colon), declaration.substring(colon + 2));
        }
    }

    private static final Argument NEXT = new Argument("next", "next");

    private static final Callback[] ALL = values();

    private final Scope scope;
    private final List<Argument> arguments;
    private final String result;
    private final String documentation;
    private final String snakeCase;
    private final String camelCase;

    Callback(Scope scope, String result, String documentation, String... arguments) {
        this.scope = scope;
        this.arguments = Arrays.stream(arguments).map(Argument::of).toList();
        this.result = result;
        this.documentation = documentation;
        this.snakeCase = Naming.SNAKE_CASE.spell(name());
        this.camelCase = Naming.CAMEL_CASE.spell(name());
    }

    /** Whose callback it is. */
    public Scope scope() {
        return scope;
    }

    /** Its parameters, without the handle; trailing ones may be left out by a script. */
    public List<Argument> arguments() {
        return arguments;
    }

    /** Its parameters in a filter: what lies below comes first in the calls of a disk, last in the plugin's. */
    public List<Argument> filterArguments() {
        return switch (scope) {
            case DISK -> Stream.concat(Stream.of(NEXT), arguments.stream()).toList();
            case PLUGIN ->
                takesNext() ? Stream.concat(arguments.stream(), Stream.of(NEXT)).toList() : arguments;
        };
    }

    /** Whether a filter's function for it, other than an object's method, is given what lies below. */
    public boolean takesNext() {
        return switch (this) {
            case AFTER_FORK, PRECONNECT, LIST_EXPORTS, DEFAULT_EXPORT, REQUIRES_TLS, OPEN -> true;
            default -> scope == Scope.DISK;
        };
    }

    /** Whether a filter's {@code next} has a function of that name, which does for what lies below the same. */
    public boolean isOfNext() {
        return switch (this) {
            case AFTER_FORK -> false;
            default -> takesNext();
        };
    }

    /**
     * What it returns, a name that each language's description translates: none, passed, thread_model, map, exports,
     * string?, handle, size, block_size, bool, support, read, extents, contexts, statuses.
     */
    public String result() {
        return result;
    }

    /** Sentences for people. */
    public String documentation() {
        return documentation;
    }

    /** Only a filter's is called. */
    public boolean isOfFilters() {
        return this == PASS_PARAMETERS;
    }

    /** A disk cannot do without it. */
    public boolean isRequired() {
        return this == GET_SIZE || this == PREAD;
    }

    /** The name in Python: {@code get_size}. */
    public String snakeCase() {
        return snakeCase;
    }

    /** The name in JavaScript and Groovy: {@code getSize}. */
    public String camelCase() {
        return camelCase;
    }

    /** The callback of that name in a language's spelling; null if there is none. */
    public static @Nullable Callback byName(String name, Naming naming) {
        for (Callback callback : ALL) {
            if (naming.nameOf(callback).equals(name)) {
                return callback;
            }
        }
        return null;
    }
}
