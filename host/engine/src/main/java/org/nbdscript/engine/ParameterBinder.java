package org.nbdscript.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.spi.NearestName;

/** Makes of the words on a command line the values of the parameters that a stack's layers declare. */
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
        this(services, workingDirectory, NestedStacks.NONE);
    }

    /**
     * A binder.
     *
     * @param services reads the passwords
     * @param workingDirectory what relative paths start from
     * @param disks opens the stacks that parameters name
     */
    public ParameterBinder(HostServices services, Path workingDirectory, NestedStacks disks) {
        this.parser = new ParameterParser(services, workingDirectory, disks);
    }

    /**
     * Binds words such as {@code size=64M}, or a bare value for the magic parameter.
     *
     * @throws ParameterProblems with all that is wrong
     */
    public ParameterValues bind(ParameterSchema schema, List<String> words) {
        return bind(List.of(schema), words).getFirst();
    }

    /**
     * Binds words to the layers of a stack: a key goes to the outermost layer that declares it, or else to the
     * outermost one that accepts others; a bare value goes to the outermost layer that has a magic parameter.
     *
     * @param schemas of the layers, the outermost first
     * @return the values of each layer, in the same order
     * @throws ParameterProblems with all that is wrong
     */
    public List<ParameterValues> bind(List<ParameterSchema> schemas, List<String> words) {
        return new Binding(schemas).bind(words);
    }

    /** What one layer is given. */
    private record Share(
            ParameterSchema schema, Map<String, List<String>> given, List<Map.Entry<String, String>> others) {
        static Share of(ParameterSchema schema) {
            return new Share(schema, new LinkedHashMap<>(), new ArrayList<>());
        }

        void give(Parameter parameter, String text) {
            given.computeIfAbsent(parameter.name(), ignored -> new ArrayList<>())
                    .add(text);
        }
    }

    /** One command line's way through. */
    private final class Binding {
        private final List<Share> shares;
        private final List<String> problems = new ArrayList<>();

        Binding(List<ParameterSchema> schemas) {
            this.shares = schemas.stream().map(Share::of).toList();
        }

        List<ParameterValues> bind(List<String> words) {
            words.forEach(this::sort);
            List<ParameterValues> values =
                    IntStream.range(0, shares.size()).mapToObj(this::values).toList();
            if (!problems.isEmpty()) {
                throw new ParameterProblems(problems);
            }
            return values;
        }

        private String missing(Parameter parameter, int layer) {
            boolean isTaken = shares.subList(0, layer).stream()
                    .anyMatch(outer -> outer.given().containsKey(parameter.name()));
            return parameter.name() + ": is required and missing: expected " + parser.expected(parameter)
                    + (isTaken ? "; what is given goes to the first layer that has such a parameter, not to all" : "");
        }

        private ParameterValues values(int layer) {
            Share share = shares.get(layer);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Parameter parameter : share.schema().parameters()) {
                List<String> texts = share.given().getOrDefault(parameter.name(), List.of());
                if (texts.isEmpty() && parameter.required()) {
                    problems.add(missing(parameter, layer));
                }
                values.put(parameter.name(), value(parameter, texts));
            }
            return new ParameterValues(values, share.others());
        }

        private void sort(String word) {
            int equals = word.indexOf('=');
            if (equals > 0 && KEY.matcher(word.substring(0, equals)).matches()) {
                sort(word.substring(0, equals), word.substring(equals + 1));
                return;
            }
            for (Share share : shares) {
                Parameter magic = share.schema().magic();
                if (magic != null) {
                    share.give(magic, word);
                    return;
                }
            }
            // What follows an equals sign may be a secret.
            String shown = equals < 0 ? word : word.substring(0, equals) + "=...";
            problems.add(
                    "'" + shown + "' has no key, and no parameter takes a bare value: expected KEY=VALUE" + known());
        }

        private void sort(String key, String text) {
            for (Share share : shares) {
                Parameter parameter = share.schema().find(key);
                if (parameter != null) {
                    share.give(parameter, text);
                    return;
                }
            }
            shares.stream()
                    .filter(share -> share.schema().acceptsOthers())
                    .findFirst()
                    .ifPresentOrElse(
                            share -> share.others().add(Map.entry(key, text)), () -> problems.add(unknown(key)));
        }

        private String unknown(String key) {
            String nearest = NearestName.of(key, names());
            return key + ": there is no such parameter"
                    + (nearest == null ? known() : "; did you mean " + nearest + "?");
        }

        private String known() {
            List<String> names = names();
            return names.isEmpty() ? "; there are no parameters" : "; the parameters are " + String.join(", ", names);
        }

        private List<String> names() {
            return shares.stream()
                    .flatMap(share -> share.schema().parameters().stream())
                    .map(Parameter::name)
                    .distinct()
                    .toList();
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
