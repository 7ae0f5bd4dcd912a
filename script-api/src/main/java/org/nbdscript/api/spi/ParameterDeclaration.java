package org.nbdscript.api.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ValueParser;

/** Reads the table of parameters that a script declares: a map from name to a map of properties. */
final class ParameterDeclaration {
    private static final List<String> PROPERTIES =
            List.of("type", "required", "default", "repeatable", "magic", "min", "max", "choices", "help");

    private final String place;
    private final List<String> problems = new ArrayList<>();

    private ParameterDeclaration(String place) {
        this.place = place;
    }

    /**
     * Reads a declaration.
     *
     * @param declared the normalized constant {@code parameters}; null if there is none
     * @param acceptsOthers whether parameters that are not declared go to {@code config}
     * @param place the script, for messages
     * @throws ScriptException with all that is wrong
     */
    static ParameterSchema read(@Nullable Object declared, boolean acceptsOthers, String place) {
        ParameterDeclaration declaration = new ParameterDeclaration(place);
        List<Parameter> parameters = new ArrayList<>();
        if (declared instanceof Map<?, ?> table) {
            table.forEach((name, properties) -> {
                Parameter parameter = declaration.parameter(String.valueOf(name), properties);
                if (parameter != null) {
                    parameters.add(parameter);
                }
            });
        } else if (declared != null) {
            declaration.problem("parameters is " + Values.describe(declared)
                    + ", expected a table from name to properties such as size: {type: 'size'}");
        }
        return declaration.finish(parameters, acceptsOthers);
    }

    private ParameterSchema finish(List<Parameter> parameters, boolean acceptsOthers) {
        ParameterSchema schema = ParameterSchema.EMPTY;
        try {
            schema = new ParameterSchema(parameters, acceptsOthers);
        } catch (IllegalArgumentException e) {
            problem(Values.message(e));
        }
        if (!problems.isEmpty()) {
            throw new ScriptException(problems);
        }
        return schema;
    }

    private void problem(String text) {
        problems.add(place + ": " + text);
    }

    private @Nullable Parameter parameter(String name, @Nullable Object declared) {
        if (declared instanceof String type) {
            return parameter(name, Map.of("type", type));
        }
        if (!(declared instanceof Map<?, ?> properties)) {
            problem("parameter " + name + " is declared as " + Values.describe(declared)
                    + ", expected a type such as 'size' or properties such as {type: 'size'}");
            return null;
        }
        for (Object key : properties.keySet()) {
            checkProperty(name, String.valueOf(key));
        }
        try {
            return build(name, properties);
        } catch (IllegalArgumentException e) {
            problem(Values.message(e));
            return null;
        }
    }

    private void checkProperty(String name, String property) {
        if (!PROPERTIES.contains(property)) {
            String nearest = NearestName.of(property, PROPERTIES);
            problem("parameter " + name + " has the unknown property '" + property + "'"
                    + (nearest == null
                            ? ", expected " + String.join(", ", PROPERTIES)
                            : "; did you mean '" + nearest + "'?"));
        }
    }

    private static Parameter build(String name, Map<?, ?> properties) {
        ParameterType type = type(name, properties.get("type"));
        Object fallback = properties.get("default");
        return Parameter.builder(name, type)
                .required(flag(name, properties, "required"))
                .repeatable(flag(name, properties, "repeatable"))
                .magic(flag(name, properties, "magic"))
                .defaultText(fallback == null ? null : text(type, fallback))
                .range(
                        bound(name, type, properties, "min", Long.MIN_VALUE),
                        bound(name, type, properties, "max", Long.MAX_VALUE))
                .choices(
                        properties.get("choices") instanceof List<?> choices
                                ? choices.stream().map(String::valueOf).toList()
                                : List.of())
                .help(properties.get("help") instanceof String help ? help : "")
                .build();
    }

    private static ParameterType type(String name, @Nullable Object declared) {
        if (declared == null) {
            return ParameterType.STRING;
        }
        ParameterType type = ParameterType.byName(String.valueOf(declared));
        if (type == null) {
            List<String> names = new ArrayList<>();
            for (ParameterType each : ParameterType.values()) {
                names.add(each.toString());
            }
            throw new IllegalArgumentException("parameter " + name + " has the unknown type '" + declared
                    + "', expected one of " + String.join(", ", names));
        }
        return type;
    }

    private static boolean flag(String name, Map<?, ?> properties, String property) {
        Object value = properties.get(property);
        if (value != null && !(value instanceof Boolean)) {
            throw new IllegalArgumentException("parameter " + name + ": " + property + " is " + Values.describe(value)
                    + ", expected true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    /** A default as the user would write it: durations and probabilities may be declared as numbers. */
    private static String text(ParameterType type, Object value) {
        if (type == ParameterType.DURATION && value instanceof Double seconds) {
            return String.format(Locale.ROOT, "%.9f", seconds);
        }
        return String.valueOf(value);
    }

    private static long bound(String name, ParameterType type, Map<?, ?> properties, String property, long none) {
        Object value = properties.get(property);
        return switch (value) {
            case null -> none;
            case Long number when type == ParameterType.DURATION -> Math.multiplyExact(number, 1_000_000_000L);
            case Long number -> number;
            case String text
            when type == ParameterType.DURATION -> ValueParser.duration(text).toNanos();
            case String text when type == ParameterType.SIZE -> ValueParser.size(text);
            case String text -> ValueParser.integer(text);
            default ->
                throw new IllegalArgumentException("parameter " + name + ": " + property + " is "
                        + Values.describe(value) + ", expected a whole number");
        };
    }
}
