package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options as words, and all that is found to be wrong with them. */
final class ParsedOptions {
    private final ParseResult parsed;
    private final List<String> problems = new ArrayList<>();

    ParsedOptions(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** All that is wrong. */
    List<String> problems() {
        return problems;
    }

    /** Adds something that is wrong. */
    void problem(String text) {
        problems.add(text);
    }

    /** It is wrong to have both. */
    void conflict(CommandOption one, CommandOption other, String reason) {
        if (has(one) && has(other)) {
            problem(one.longName() + " and " + other.longName() + " exclude each other: " + reason);
        }
    }

    boolean has(CommandOption option) {
        return parsed.hasMatchedOption(option.names().getFirst());
    }

    /** The last one of these options; null if there is none. */
    @Nullable
    CommandOption lastOf(CommandOption... options) {
        CommandOption last = null;
        for (OptionSpec matched : parsed.matchedOptions()) {
            for (CommandOption option : options) {
                if (matched.names()[0].equals(option.names().getFirst())) {
                    last = option;
                }
            }
        }
        return last;
    }

    /** The last value of an option, or another one if it is absent or wrong. */
    <T> T value(CommandOption option, Function<String, T> parser, T ifAbsent) {
        T value = optional(option, parser);
        return value == null ? ifAbsent : value;
    }

    /** The last value of an option; null if it is absent or wrong. */
    <T> @Nullable T optional(CommandOption option, Function<String, T> parser) {
        List<String> words = words(option);
        return words.isEmpty() ? null : parse(option, words.getLast(), parser);
    }

    /** All values of an option but those that are wrong. */
    <T> List<T> all(CommandOption option, Function<String, T> parser) {
        return words(option).stream()
                .map(word -> parse(option, word, parser))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<String> words(CommandOption option) {
        return parsed.matchedOptionValue(option.names().getFirst(), List.of());
    }

    private <T> @Nullable T parse(CommandOption option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problem(option.longName() + ": " + e.getMessage());
            return null;
        }
    }
}
