package org.nbdscript.api.reference;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.Service;

/** Declarations for editors of JavaScript: {@code nbdscript.d.ts}. */
final class TypeScriptDeclarations {
    private static final String TYPES = """
            // Types of nbdscript's plugins in JavaScript. In a script:  // @ts-check
            //   /// <reference path="nbdscript.d.ts" />
            // Made from the tables of the script API.

            /** A whole number: a bigint where a number would lose digits. */
            type Whole = number | bigint;
            type GivenValue = string | Whole | boolean;
            type MaybePromise<T> = T | PromiseLike<T>;
            type Support = 'none' | 'emulate' | 'native' | boolean;
            type ThreadModel = 'serialize_connections' | 'serialize_all_requests' | 'serialize_requests'
              | 'serialize_retirement' | 'parallel';
            type Part = [offset: Whole, data: Uint8Array | ArrayBuffer] | [offset: Whole, holeLength: Whole]
              | { offset: Whole, data: Uint8Array | ArrayBuffer } | { offset: Whole, length: Whole };
            type ExtentType = 'data' | 'hole' | 'zero' | 'hole,zero' | 0 | 1 | 2 | 3;
            type Extent = [offset: Whole, length: Whole, type?: ExtentType]
              | { offset: Whole, length: Whole, type?: ExtentType };
            type MetaContext = string | [name: string, is64Bit?: boolean] | { name: string, is64Bit?: boolean };
            type StatusExtent = [offset: Whole, length: Whole, status: Whole]
              | { offset: Whole, length: Whole, status: Whole };
            type Export = string | [name: string, description?: string] | { name: string, description?: string };
            type BlockSize = [minimum: number, preferred: number, maximum: number, memoryAlignment?: number]
              | { minimum: number, preferred: number, maximum: number, memoryAlignment?: number };

            interface Parameter {
              type?: ParameterType;
              required?: boolean;
              default?: string | number | bigint | boolean;
              repeatable?: boolean;
              magic?: boolean;
              min?: number | string;
              max?: number | string;
              choices?: string[];
              help?: string;
            }

            interface Flags {
              readonly fua: boolean;
              readonly mayTrim: boolean;
              readonly reqOne: boolean;
              readonly fastZero: boolean;
            }

            interface Peer {
              readonly address: string;
              readonly pid?: number;
              readonly uid?: number;
              readonly gid?: number;
              readonly tlsDn?: string;
              readonly tlsIssuerDn?: string;
              readonly tlsUser?: string;
            }

            interface ConnectionContext {
              readonly peer: Peer;
              readonly readOnly: boolean;
              readonly tls: boolean;
              /** Resolves after some seconds; rejects when the client goes away. */
              sleep(seconds: number): Promise<void>;
              disconnect(force?: boolean): void;
            }

            interface OpenContext extends ConnectionContext {
              readonly exportName: string;
              readonly structuredReplies: boolean;
            }

            """;

    private TypeScriptDeclarations() {}

    static String text() {
        StringBuilder text =
                new StringBuilder(TYPES).append("type ParameterType = %s;\n\n".formatted(parameterTypes()));
        interfaceOf(text, "Plugin", Callback.Scope.PLUGIN);
        interfaceOf(text, "Disk", Callback.Scope.DISK);
        filter(text);
        next(text);
        text.append("declare namespace nbdscript {\n");
        for (Service service : Service.values()) {
            text.append("  /** %s */\n".formatted(service.documentation()));
            text.append("  function %s(%s): %s;\n"
                    .formatted(service.camelCase(), arguments(service.arguments()), type(service.result())));
        }
        text.append("  /** An error with an errno, such as new NbdError('ENOSPC', 'the disk is full'). */\n");
        text.append("  class NbdError extends Error { constructor(errno: string | number, message?: string) }\n}\n");
        return text.toString();
    }

    private static void filter(StringBuilder text) {
        text.append("/** The functions of a filter that are given what lies below it. */\ninterface Filter {\n");
        for (Callback callback : Callback.values()) {
            if (callback.takesNext()) {
                text.append("  %s?(%s): MaybePromise<%s>;\n"
                        .formatted(
                                callback.camelCase(), arguments(callback.filterArguments()), type(callback.result())));
            }
        }
        text.append("}\n\n");
    }

    private static void next(StringBuilder text) {
        text.append(
                "/** What lies below a filter, or a parameter of type disk. Its functions wait. */\ninterface Next {\n");
        text.append("  /** The same functions, which do not wait. */\n  readonly promises: NextPromises;\n");
        functions(text, UnaryOperator.identity());
        text.append("}\n\n/** The functions of Next, which give promises. */\ninterface NextPromises {\n");
        functions(text, "Promise<%s>"::formatted);
        text.append("}\n\n");
    }

    private static void functions(StringBuilder text, UnaryOperator<String> result) {
        for (Callback callback : Callback.values()) {
            if (callback.isOfNext()) {
                text.append("  /** %s */\n".formatted(callback.documentation()));
                text.append("  %s(%s): %s;\n"
                        .formatted(nextName(callback), nextArguments(callback), result.apply(nextResult(callback))));
            }
        }
        text.append("  pread(count: Whole, offset: Whole): %s;\n".formatted(result.apply("Uint8Array")));
    }

    private static String nextName(Callback callback) {
        return callback == Callback.PREAD ? "pread<B extends Uint8Array | ArrayBuffer>" : callback.camelCase();
    }

    private static String nextArguments(Callback callback) {
        return switch (callback) {
            case OPEN -> "exportName?: string, readOnly?: boolean";
            case PREAD -> "buf: B, offset: Whole";
            case PWRITE -> "buf: Uint8Array | ArrayBuffer, offset: Whole, flags?: Partial<Flags>";
            case TRIM, ZERO, CACHE, EXTENTS -> "count: Whole, offset: Whole, flags?: Partial<Flags>";
            case FLUSH -> "flags?: Partial<Flags>";
            case RESIZE -> "size: Whole";
            case BLOCK_STATUS -> "context: string, count: Whole, offset: Whole";
            case REQUIRES_TLS -> "exportName: string";
            default -> "";
        };
    }

    private static String nextResult(Callback callback) {
        return switch (callback) {
            case OPEN -> "Next";
            case PREAD -> "B";
            case EXTENTS -> "[Whole, Whole, number][]";
            case BLOCK_STATUS -> "[Whole, Whole, Whole][]";
            case META_CONTEXTS -> "string[]";
            case LIST_EXPORTS -> "[name: string, description: string | null][]";
            default -> type(callback.result());
        };
    }

    private static String parameterTypes() {
        return Arrays.stream(ParameterType.values())
                .map(type -> "'" + type + "'")
                .collect(Collectors.joining(" | "));
    }

    private static void interfaceOf(StringBuilder text, String name, Callback.Scope scope) {
        text.append("interface ").append(name).append(" {\n");
        if (scope == Callback.Scope.PLUGIN) {
            text.append("  parameters?: { [name: string]: Parameter | Parameter['type'] };\n");
        }
        for (Callback callback : Callback.values()) {
            if (callback.scope() == scope) {
                text.append("  /** %s */\n".formatted(callback.documentation()));
                text.append("  %s%s;\n".formatted(callback.camelCase(), member(callback)));
            }
        }
        text.append("}\n\n");
    }

    private static String member(Callback callback) {
        String arguments = arguments(callback.arguments());
        String type = type(callback.result());
        return switch (callback) {
            case BLOCK_SIZE -> "?: BlockSize | (() => MaybePromise<%s>)".formatted(type);
            case THREAD_MODEL -> "?: %s | (() => MaybePromise<%s>)".formatted(type, type);
            default -> "%s(%s): MaybePromise<%s>".formatted(callback.isRequired() ? "" : "?", arguments, type);
        };
    }

    private static String arguments(List<Callback.Argument> arguments) {
        return arguments.stream()
                .map(argument -> argument.name() + ": " + type(argument.type()))
                .collect(Collectors.joining(", "));
    }

    private static String type(String name) {
        return switch (name) {
            case "none" -> "void";
            case "given" -> "[key: string, value: string][]";
            case "passed" ->
                "Iterable<[key: string, value: GivenValue]> | { [key: string]: GivenValue | GivenValue[] } | void";
            case "thread_model" -> "ThreadModel";
            case "map" -> "{ [name: string]: unknown } | void";
            case "exports" -> "Iterable<Export>";
            case "string?" -> "string | null | undefined";
            case "string" -> "string";
            case "handle" -> "Disk | unknown";
            case "size", "offset", "count" -> "Whole";
            case "block_size" -> "BlockSize | null";
            case "bool" -> "boolean";
            case "support" -> "Support";
            case "read" -> "void | Uint8Array | ArrayBuffer | Part[]";
            case "extents" -> "Iterable<Extent>";
            case "contexts" -> "Iterable<MetaContext>";
            case "statuses" -> "Iterable<StatusExtent>";
            case "parameters" -> "any";
            case "connection" -> "ConnectionContext";
            case "open" -> "OpenContext";
            case "output", "input" -> "Uint8Array";
            case "flags" -> "Flags";
            case "next" -> "Next";
            case "int", "duration", "number", "seconds" -> "number";
            case "wait" -> "Promise<void>";
            default -> throw new IllegalStateException("no TypeScript type for " + name);
        };
    }
}
