package org.nbdscript.api.reference;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Service;

/** Stubs for editors of Python: {@code nbdscript.pyi}. */
final class PythonStubs {
    private static final String TYPES = """
            # Types of nbdscript's plugins in Python, made from the tables of the script API.
            from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union

            Bytes = Union[bytes, bytearray, memoryview]
            Part = Union[Tuple[int, Bytes], Tuple[int, int]]
            Extent = Union[Tuple[int, int], Tuple[int, int, Union[str, int]]]
            MetaContext = Union[str, Tuple[str, bool]]
            StatusExtent = Tuple[int, int, int]
            Export = Union[str, Tuple[str, Optional[str]]]

            FLAG_MAY_TRIM: int
            FLAG_FUA: int
            FLAG_REQ_ONE: int
            FLAG_FAST_ZERO: int
            EXTENT_HOLE: int
            EXTENT_ZERO: int
            FUA_NONE: int
            FUA_EMULATE: int
            FUA_NATIVE: int
            CACHE_NONE: int
            CACHE_EMULATE: int
            CACHE_NATIVE: int
            THREAD_MODEL_SERIALIZE_CONNECTIONS: int
            THREAD_MODEL_SERIALIZE_ALL_REQUESTS: int
            THREAD_MODEL_SERIALIZE_REQUESTS: int
            THREAD_MODEL_PARALLEL: int

            class Error(Exception):
                \"""An error with an errno and a text: Error(errno.ENOSPC, 'the disk is full').\"""
                def __init__(self, errno: Union[int, str], text: str = ...) -> None: ...

            class Flags(int):
                fua: bool
                may_trim: bool
                req_one: bool
                fast_zero: bool

            class Peer:
                address: str
                pid: Optional[int]
                uid: Optional[int]
                gid: Optional[int]
                tls_dn: Optional[str]
                tls_issuer_dn: Optional[str]
                tls_user: Optional[str]

            class ConnectionContext:
                peer: Peer
                readonly: bool
                tls: bool
                def sleep(self, seconds: float) -> None: ...
                def disconnect(self, force: bool = ...) -> None: ...

            class OpenContext(ConnectionContext):
                export_name: str
                structured_replies: bool

            """;

    private PythonStubs() {}

    static String text() {
        StringBuilder text = new StringBuilder(TYPES);
        for (Service service : Service.values()) {
            String signature = arguments(service.arguments());
            text.append("def %s(%s) -> %s:\n".formatted(service.snakeCase(), signature, type(service.result())));
            text.append("    \"\"\"%s\"\"\"\n".formatted(service.documentation()));
        }
        classOf(text, "Plugin", Callback.Scope.PLUGIN, "The functions of a script.");
        classOf(text, "Disk", Callback.Scope.DISK, "What open returns, or functions of the script.");
        filter(text);
        next(text);
        return text.toString();
    }

    private static void filter(StringBuilder text) {
        text.append("\nclass Filter:\n    \"\"\"The functions of a filter that are given what lies below it.\"\"\"\n");
        for (Callback callback : Callback.values()) {
            if (callback.takesNext()) {
                method(text, callback, arguments(callback.filterArguments()), type(callback.result()));
            }
        }
    }

    private static void next(StringBuilder text) {
        text.append("""

                class Promise:
                    \"""A java.util.concurrent.CompletableFuture whose methods take functions of Python.\"""
                    def thenApply(self, function: Callable[[Any], Any]) -> Promise: ...
                    def thenCompose(self, function: Callable[[Any], Any]) -> Promise: ...
                    def exceptionally(self, function: Callable[[Any], Any]) -> Promise: ...
                    def join(self) -> Any: ...
                """);
        text.append("\nclass NextPromises:\n    \"\"\"The functions of Next, which do not wait.\"\"\"\n");
        functions(text, "Promise");
        text.append(
                "\nclass Next:\n    \"\"\"What lies below a filter, or a parameter of type disk. Its functions wait.\"\"\"\n");
        text.append("    promises: NextPromises\n");
        functions(text, null);
    }

    /** The functions of what lies below; null for the result that each of them has. */
    private static void functions(StringBuilder text, @Nullable String result) {
        for (Callback callback : Callback.values()) {
            if (callback.isOfNext()) {
                method(text, callback, nextArguments(callback), result == null ? nextResult(callback) : result);
            }
        }
    }

    private static String nextArguments(Callback callback) {
        return switch (callback) {
            case OPEN -> "export_name: Optional[str] = ..., readonly: Optional[bool] = ...";
            case PREAD -> "buf: Union[bytearray, memoryview, int], offset: int";
            case PWRITE -> "buf: Bytes, offset: int, flags: int = ...";
            case TRIM, ZERO, CACHE, EXTENTS -> "count: int, offset: int, flags: int = ...";
            case FLUSH -> "flags: int = ...";
            case RESIZE -> "size: int";
            case BLOCK_STATUS -> "context: str, count: int, offset: int, flags: int = ...";
            case REQUIRES_TLS -> "export_name: str";
            default -> "";
        };
    }

    private static String nextResult(Callback callback) {
        return switch (callback) {
            case OPEN -> "Next";
            case PREAD -> "Union[bytearray, memoryview]";
            case LIST_EXPORTS -> "List[List[Optional[str]]]";
            case EXTENTS, BLOCK_STATUS -> "List[List[int]]";
            case META_CONTEXTS -> "List[str]";
            case CAN_FUA, CAN_CACHE -> "str";
            default -> type(callback.result());
        };
    }

    private static void method(StringBuilder text, Callback callback, String arguments, String result) {
        String signature = arguments.isEmpty() ? "self" : "self, " + arguments;
        text.append("    def %s(%s) -> %s:\n".formatted(callback.snakeCase(), signature, result));
        text.append("        \"\"\"%s\"\"\"\n".formatted(callback.documentation()));
    }

    private static void classOf(StringBuilder text, String name, Callback.Scope scope, String documentation) {
        text.append("\nclass %s:\n    \"\"\"%s\"\"\"\n".formatted(name, documentation));
        for (Callback callback : Callback.values()) {
            if (callback.scope() == scope) {
                method(text, callback, arguments(callback.arguments()), type(callback.result()));
            }
        }
    }

    private static String arguments(List<Callback.Argument> arguments) {
        return arguments.stream()
                .map(argument -> argument.name() + ": " + type(argument.type()))
                .collect(Collectors.joining(", "));
    }

    private static String type(String name) {
        return switch (name) {
            case "none", "wait" -> "None";
            case "given" -> "List[List[str]]";
            case "passed" -> "Union[None, Iterable[Tuple[str, Any]], Dict[str, Any]]";
            case "thread_model" -> "Union[str, int]";
            case "map" -> "Optional[Dict[str, Any]]";
            case "exports" -> "Iterable[Export]";
            case "string?" -> "Optional[str]";
            case "string" -> "str";
            case "handle" -> "Any";
            case "int", "size", "offset", "count" -> "int";
            case "block_size" -> "Optional[Tuple[int, int, int]]";
            case "bool" -> "bool";
            case "support" -> "Union[str, int, bool]";
            case "read" -> "Union[None, Bytes, List[Part]]";
            case "extents" -> "Iterable[Extent]";
            case "contexts" -> "Iterable[MetaContext]";
            case "statuses" -> "Iterable[StatusExtent]";
            case "parameters" -> "Any";
            case "connection" -> "ConnectionContext";
            case "open" -> "OpenContext";
            case "output", "input" -> "memoryview";
            case "flags" -> "Flags";
            case "next" -> "Next";
            case "duration", "number", "seconds" -> "float";
            default -> throw new IllegalStateException("no Python type for " + name);
        };
    }
}
