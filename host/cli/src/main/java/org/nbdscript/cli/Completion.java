package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.engine.PluginRegistry;

/**
 * What may stand in place of the last word of a command line, for the shells' completion, which asks for it by the
 * hidden first option {@code --complete}. Where the shell knows more, the answer tells it to look: {@code :files},
 * {@code :users}, {@code :groups}.
 */
final class Completion {
    /** The hidden option, which is followed by the words of the command line. */
    static final String OPTION = "--complete";

    private static final String FILES = ":files";

    private final PluginRegistry registry;
    private final HostServices services;
    private final List<String> filters = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private @Nullable CommandOption awaitsValue;

    private Completion(PluginRegistry registry, HostServices services) {
        this.registry = registry;
        this.services = services;
    }

    /**
     * The answers.
     *
     * @param words those of the command line without the program; the last one is what is typed of the word in
     *     question, maybe nothing
     */
    static List<String> answers(List<String> words, PluginRegistry registry, HostServices services) {
        Completion completion = new Completion(registry, services);
        words.subList(0, words.size() - 1).forEach(completion::pass);
        String typed = words.getLast();
        return completion
                .candidates(typed)
                .filter(answer -> answer.startsWith(":") || answer.startsWith(typed))
                .toList();
    }

    /** Takes note of a word that is complete. */
    private void pass(String word) {
        if (awaitsValue != null) {
            note(awaitsValue, word);
            awaitsValue = null;
            return;
        }
        int equals = word.indexOf('=');
        CommandOption option = optionOf(equals < 0 ? word : word.substring(0, equals));
        if (option == null) {
            if (!word.startsWith("-") || word.equals("-")) {
                arguments.add(word);
            }
        } else if (equals >= 0) {
            note(option, word.substring(equals + 1));
        } else if (option.hasValue()) {
            awaitsValue = option;
        }
    }

    private void note(CommandOption option, String value) {
        if (option == CommandOption.FILTER) {
            filters.add(value);
        }
    }

    private static @Nullable CommandOption optionOf(String name) {
        return Stream.of(CommandOption.values())
                .filter(option -> option.names().contains(name))
                .findFirst()
                .orElse(null);
    }

    private Stream<String> candidates(String typed) {
        if (awaitsValue != null) {
            return values(awaitsValue);
        }
        int equals = typed.indexOf('=');
        if (typed.startsWith("-") && !typed.equals("-")) {
            CommandOption option = equals < 0 ? null : optionOf(typed.substring(0, equals));
            return option == null ? options() : prefixed(typed.substring(0, equals + 1), values(option));
        }
        if (arguments.isEmpty()) {
            return Stream.concat(
                    Stream.concat(
                            registry.builtIns().stream().map(Plugin::name),
                            registry.languages().stream().map(ScriptLanguage::name)),
                    Stream.of(FILES));
        }
        return parameters(equals < 0 ? null : typed.substring(0, equals));
    }

    private static Stream<String> options() {
        return Stream.of(CommandOption.values())
                .flatMap(option -> option.names().stream()
                        .map(name -> option.hasValue() && name.startsWith("--") ? name + "=" : name));
    }

    private Stream<String> values(CommandOption option) {
        return switch (option) {
            case LOG -> Stream.of("stderr", "syslog", "null", "default", FILES);
            case LOG_FORMAT -> Stream.of("text", "json");
            case COMPLETION -> Stream.of(Shell.values()).map(Shell::toString);
            case FILTER -> Stream.concat(registry.builtInFilters().stream().map(Filter::name), Stream.of(FILES));
            default -> valuesByLabel(option.label());
        };
    }

    private static Stream<String> valuesByLabel(String label) {
        return switch (label) {
            case "FILE", "SOCKET", "DIRECTORY", "PATH" -> Stream.of(FILES);
            case "USER" -> Stream.of(":users");
            case "GROUP" -> Stream.of(":groups");
            default -> label.contains("|") ? Stream.of(label.split("[|]", -1)) : Stream.empty();
        };
    }

    /** Those of the plugin and the filters, as far as they can be loaded. */
    private Stream<String> parameters(@Nullable String name) {
        boolean isLanguage = registry.languages().stream()
                .anyMatch(language -> language.name().equals(arguments.getFirst()));
        if (isLanguage && arguments.size() == 1) {
            return Stream.of(FILES); // the script
        }
        List<Parameter> all = layers().stream()
                .flatMap(layer -> layer.parameters().parameters().stream())
                .toList();
        if (name == null) {
            boolean takesFile = all.stream().anyMatch(each -> each.magic() && each.type() == ParameterType.PATH);
            return Stream.concat(
                    all.stream().map(each -> each.name() + "=").filter(this::isNotGiven),
                    takesFile ? Stream.of(FILES) : Stream.empty());
        }
        return all.stream()
                .filter(each -> each.name().equals(name))
                .flatMap(each -> prefixed(name + "=", values(each)));
    }

    private boolean isNotGiven(String key) {
        return arguments.stream().noneMatch(argument -> argument.startsWith(key));
    }

    private static Stream<String> values(Parameter parameter) {
        return switch (parameter.type()) {
            case ENUM -> parameter.choices().stream();
            case BOOL -> Stream.of("true", "false");
            case PATH -> Stream.of(FILES);
            default -> Stream.empty();
        };
    }

    private static Stream<String> prefixed(String prefix, Stream<String> values) {
        return values.map(value -> value.startsWith(":") ? value : prefix + value);
    }

    private List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        for (String filter : filters) {
            layers.add(registry.loadFilter(filter));
        }
        layers.add(registry.load(arguments).plugin());
        layers.forEach(layer -> layer.load(services));
        return layers;
    }

    /** The shells that there is a completion for. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        /**
         * Parses its name.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        static Shell parse(String text) {
            return Stream.of(values())
                    .filter(shell -> shell.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("expected bash, zsh or fish, got '" + text + "'"));
        }

        /** What the shell is to read, at its start, to complete command lines of nbdscript. */
        String script() {
            String options = options().collect(Collectors.joining(" "));
            return ResourceText.of("completion." + this).replace("@OPTIONS@", options);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
