package org.nbdscript.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.spi.NearestName;

/** Makes of the words on a command line the values of the parameters that a plugin declares. */
public final class ParameterBinder {
    /** What stands before the first {@code =} of a word is a key only if it looks like one. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private final ParameterParser parser;

    /**
     * A binder.
     *
     * @param services reads the passwords
     * @param workingDirectory what relative paths start from
     */
    public ParameterBinder(HostServices services, Path workingDirectory) {
        this.parser = new ParameterParser(services, workingDirectory);
    }

    /**
     * Binds words such as {@code size=64M}, or a bare value for the magic parameter.
     *
     * @throws ParameterProblems with all that is wrong
     */
    public ParameterValues bind(ParameterSchema schema, List<String> words) {
        return new Binding(schema).bind(words);
    }

    /** One command line's way through. */
    private final class Binding {
        private final ParameterSchema schema;
        private final List<String> problems = new ArrayList<>();
        private final Map<Parameter, List<String>> given = new LinkedHashMap<>();
        private final List<Map.Entry<String, String>> others = new ArrayList<>();

        Binding(ParameterSchema schema) {
            this.schema = schema;
        }

        ParameterValues bind(List<String> words) {
            words.forEach(this::sort);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Parameter parameter : schema.parameters()) {
                values.put(parameter.name(), value(parameter, given.getOrDefault(parameter, List.of())));
            }
            if (!problems.isEmpty()) {
                throw new ParameterProblems(problems);
            }
            return new ParameterValues(values, others);
        }

        private void sort(String word) {
            int equals = word.indexOf('=');
            if (equals > 0 && KEY.matcher(word.substring(0, equals)).matches()) {
                sort(word.substring(0, equals), word.substring(equals + 1));
                return;
            }
            Parameter magic = schema.magic();
            if (magic == null) {
                // What follows an equals sign may be a secret.
                String shown = equals < 0 ? word : word.substring(0, equals) + "=...";
                problems.add("'" + shown + "' has no key, and no parameter takes a bare value: expected KEY=VALUE"
                        + known());
            } else {
                give(magic, word);
            }
        }

        private void sort(String key, String text) {
            Parameter parameter = schema.find(key);
            if (parameter != null) {
                give(parameter, text);
            } else if (schema.acceptsOthers()) {
                others.add(Map.entry(key, text));
            } else {
                problems.add(unknown(key));
            }
        }

        private void give(Parameter parameter, String text) {
            given.computeIfAbsent(parameter, ignored -> new ArrayList<>()).add(text);
        }

        private String unknown(String key) {
            String nearest = NearestName.of(
                    key, schema.parameters().stream().map(Parameter::name).toList());
            return key + ": there is no such parameter"
                    + (nearest == null ? known() : "; did you mean " + nearest + "?");
        }

        private String known() {
            List<String> names =
                    schema.parameters().stream().map(Parameter::name).toList();
            return names.isEmpty() ? "; there are no parameters" : "; the parameters are " + String.join(", ", names);
        }

        private @Nullable Object value(Parameter parameter, List<String> texts) {
            if (texts.isEmpty()) {
                return absent(parameter);
            }
            if (!parameter.repeatable()) {
                return parse(parameter, texts.getLast());
            }
            List<Object> values = new ArrayList<>();
            for (String text : texts) {
                Object value = parse(parameter, text);
                if (value != null) {
                    values.add(value);
                }
            }
            return List.copyOf(values);
        }

        private @Nullable Object absent(Parameter parameter) {
            String text = parameter.defaultText();
            if (parameter.required()) {
                problems.add(parameter.name() + ": is required and missing: expected " + parser.expected(parameter));
            }
            if (text == null) {
                return parameter.repeatable() ? List.of() : null;
            }
            try {
                Object value = parser.parse(parameter, text);
                return parameter.repeatable() ? List.of(value) : value;
            } catch (IllegalArgumentException e) {
                problems.add(parameter.name() + ": the plugin's own default does not fit: " + e.getMessage());
                return null;
            }
        }

        /** The value; null, and a problem more, if the text does not fit. */
        private @Nullable Object parse(Parameter parameter, String text) {
            try {
                return parser.parse(parameter, text);
            } catch (IllegalArgumentException e) {
                problems.add(parameter.name() + ": " + e.getMessage());
                return null;
            }
        }
    }
}
