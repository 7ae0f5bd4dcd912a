package org.nbdscript.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Filter;
import org.nbdscript.api.GivenParameter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterPassing;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.spi.NearestName;

/** One command line's way through the layers of a stack, from the outermost to the plugin. */
final class ParameterBinding {
    /** What stands before the first {@code =} of a word is a key only if it looks like one. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /**
     * A parameter on its way to the layer that takes it.
     *
     * @param from the first layer that may take it
     * @param origin what to say of it where it does not fit; empty if the user gave it
     */
    private record Word(GivenParameter given, int from, String origin) {}

    /** What one layer is given. */
    private record Share(
            String name,
            ParameterSchema schema,
            @Nullable ParameterPassing passing,
            Map<String, List<Word>> taken,
            List<Map.Entry<String, String>> others) {
        static Share of(ParameterSchema schema) {
            return new Share("", schema, null, new LinkedHashMap<>(), new ArrayList<>());
        }

        static Share of(Layer layer) {
            ParameterPassing passing = layer instanceof Filter filter ? filter.parameterPassing() : null;
            return new Share(layer.name(), layer.parameters(), passing, new LinkedHashMap<>(), new ArrayList<>());
        }

        /** Takes what it declares, and leaves the rest. */
        List<Word> take(List<Word> words) {
            List<Word> left = new ArrayList<>();
            for (Word word : words) {
                String key = word.given().key();
                Parameter parameter = key == null ? schema.magic() : schema.find(key);
                if (parameter == null) {
                    left.add(word);
                } else {
                    taken.computeIfAbsent(parameter.name(), ignored -> new ArrayList<>())
                            .add(word);
                }
            }
            return left;
        }
    }

    private final ParameterParser parser;
    private final List<Share> shares;
    private final List<String> problems = new ArrayList<>();

    /** Of parameters that no layer takes: they are told first. */
    private final List<String> strangers = new ArrayList<>();

    private ParameterBinding(ParameterParser parser, List<Share> shares) {
        this.parser = parser;
        this.shares = shares;
    }

    /** Of layers that pass on what they do not declare. */
    static ParameterBinding ofSchemas(ParameterParser parser, List<ParameterSchema> schemas) {
        return new ParameterBinding(parser, schemas.stream().map(Share::of).toList());
    }

    /** Of layers, of which filters may change what they pass on. */
    static ParameterBinding ofLayers(ParameterParser parser, List<? extends Layer> layers) {
        return new ParameterBinding(parser, layers.stream().map(Share::of).toList());
    }

    private static Word word(String text) {
        int equals = text.indexOf('=');
        boolean hasKey = equals > 0 && KEY.matcher(text.substring(0, equals)).matches();
        GivenParameter given = hasKey
                ? new GivenParameter(text.substring(0, equals), text.substring(equals + 1))
                : new GivenParameter(null, text);
        return new Word(given, 0, "");
    }

    List<ParameterValues> bind(List<String> words) {
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        List<Word> left = words.stream().map(ParameterBinding::word).toList();
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            left = share.take(left);
            int before = problems.size();
            values.add(values(i));
            if (share.passing() != null) {
                throwIf(problems.size() > before);
                left = pass(i, share.passing(), new ParameterValues(values.getLast(), List.of()), left);
            }
        }
        left.forEach(this::giveToOthers);
        problems.addAll(0, strangers);
        throwIf(!problems.isEmpty());
        return IntStream.range(0, shares.size())
                .mapToObj(i -> new ParameterValues(values.get(i), shares.get(i).others()))
                .toList();
    }

    private void throwIf(boolean areWrong) {
        if (areWrong) {
            throw new ParameterProblems(problems);
        }
    }

    private Map<String, @Nullable Object> values(int layer) {
        Share share = shares.get(layer);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Parameter parameter : share.schema().parameters()) {
            List<Word> words = share.taken().getOrDefault(parameter.name(), List.of());
            if (words.isEmpty() && parameter.required()) {
                problems.add(missing(parameter, layer));
            }
            values.put(parameter.name(), value(parameter, words));
        }
        return values;
    }

    private String missing(Parameter parameter, int layer) {
        boolean isTaken = shares.subList(0, layer).stream()
                .anyMatch(outer -> outer.taken().containsKey(parameter.name()));
        return parameter.name() + ": is required and missing: expected " + parser.expected(parameter)
                + (isTaken ? "; what is given goes to the first layer that has such a parameter, not to all" : "");
    }

    /** What a filter makes of the words; what it adds or changes is for the layers below only. */
    private List<Word> pass(int index, ParameterPassing passing, ParameterValues own, List<Word> words) {
        Share share = shares.get(index);
        try {
            List<GivenParameter> given = words.stream().map(Word::given).toList();
            return passing.pass(own, given).stream()
                    .map(passed -> words.stream()
                            .filter(word -> word.given().equals(passed))
                            .findFirst()
                            .orElseGet(() -> new Word(passed, index + 1, " (passed on by " + share.name() + ")")))
                    .toList();
        } catch (IllegalArgumentException e) {
            problems.add(share.name() + ": " + e.getMessage());
        } catch (NbdException e) {
            problems.add((e.position() == null ? share.name() : e.position()) + ": " + e.text());
        }
        throw new ParameterProblems(problems);
    }

    private void giveToOthers(Word word) {
        String key = word.given().key();
        if (key == null) {
            strangers.add(bare(word));
            return;
        }
        shares.stream()
                .skip(word.from())
                .filter(share -> share.schema().acceptsOthers())
                .findFirst()
                .ifPresentOrElse(
                        share -> share.others().add(Map.entry(key, word.given().text())),
                        () -> strangers.add(unknown(key) + word.origin()));
    }

    private String bare(Word word) {
        String text = word.given().text();
        int equals = text.indexOf('=');
        // What follows an equals sign may be a secret.
        String shown = equals < 0 ? text : text.substring(0, equals) + "=...";
        return "'" + shown + "' has no key, and no parameter takes a bare value: expected KEY=VALUE" + known()
                + word.origin();
    }

    private String unknown(String key) {
        String nearest = NearestName.of(key, names());
        return key + ": there is no such parameter" + (nearest == null ? known() : "; did you mean " + nearest + "?");
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

    private @Nullable Object value(Parameter parameter, List<Word> words) {
        if (words.isEmpty()) {
            return absent(parameter);
        }
        if (!parameter.repeatable()) {
            return parse(parameter, words.getLast());
        }
        List<Object> values = new ArrayList<>();
        for (Word word : words) {
            Object value = parse(parameter, word);
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
    private @Nullable Object parse(Parameter parameter, Word word) {
        try {
            return parser.parse(parameter, word.given().text());
        } catch (IllegalArgumentException e) {
            problems.add(parameter.name() + ": " + e.getMessage() + word.origin());
            return null;
        }
    }
}
