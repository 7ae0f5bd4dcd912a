package org.nbdscript.api.reference;

import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.Callback;

/** A descriptor for editors of Groovy: {@code nbdscript.gdsl}. */
final class GroovyDescriptor {
    private static final String HEAD = """
            // Callbacks of nbdscript's plugins in Groovy, made from the tables of the script API.
            contributor(context(scope: scriptScope())) {
                property name: 'parameters', type: 'java.util.Map', doc: 'The declared parameters.'
                property name: 'blockSize', type: 'java.util.List', doc: 'The block sizes of each disk, if they are known at the start.'
                property name: 'threadModel', type: 'java.lang.String', doc: 'How calls may overlap.'
                property name: 'nbdscript', type: 'org.nbdscript.groovy.GroovyServices', doc: 'The services of the host.'
            """;

    private GroovyDescriptor() {}

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Callback callback : Callback.values()) {
            method(text, callback.camelCase(), callback.arguments(), callback.result(), callback.documentation());
        }
        text.append("    // The same in a filter, which is given what lies below it.\n");
        for (Callback callback : Callback.values()) {
            if (callback.takesNext()) {
                method(
                        text,
                        callback.camelCase(),
                        callback.filterArguments(),
                        callback.result(),
                        callback.documentation());
            }
        }
        return text.append("}\n").toString();
    }

    private static void method(
            StringBuilder text, String name, List<Callback.Argument> arguments, String result, String documentation) {
        String parameters = arguments.stream()
                .map(argument -> argument.name() + ": '" + type(argument.type()) + "'")
                .collect(Collectors.joining(", "));
        text.append("    method name: '%s', type: '%s', params: [%s],\n"
                .formatted(name, type(result), parameters.isEmpty() ? ":" : parameters));
        text.append("        doc: '%s'\n".formatted(documentation.replace("'", "\\'")));
    }

    private static String type(String name) {
        return switch (name) {
            case "none" -> "void";
            case "map", "parameters" -> "java.util.Map";
            case "given", "exports", "extents", "contexts", "statuses", "block_size" -> "java.util.List";
            case "string", "string?", "thread_model", "support" -> "java.lang.String";
            case "handle", "read", "passed" -> "java.lang.Object";
            case "size", "offset", "count" -> "long";
            case "bool" -> "boolean";
            case "connection" -> "org.nbdscript.api.ConnectionContext";
            case "open" -> "org.nbdscript.api.OpenContext";
            case "output", "input" -> "java.nio.ByteBuffer";
            case "flags" -> "org.nbdscript.api.RequestFlags";
            case "next" -> "org.nbdscript.groovy.GroovyNext";
            default -> throw new IllegalStateException("no Groovy type for " + name);
        };
    }
}
