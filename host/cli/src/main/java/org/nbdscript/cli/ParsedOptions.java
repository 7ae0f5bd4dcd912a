package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of the options, and all that is found to be wrong with them. */
final class ParsedOptions {
    private final CommandLineWords words;
    private final List<String> problems;

    ParsedOptions(CommandLineWords words) {
        this.words = words;
        this.problems = new ArrayList<>(words.problems());
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
        return words.has(option);
    }

    /** The last one of these options; null if there is none. */
    @Nullable
    CommandOption lastOf(CommandOption... options) {
        CommandOption last = null;
        for (CommandOption option : words.options()) {
            if (List.of(options).contains(option)) {
                last = option;
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
        List<String> values = words.values(option);
        return values.isEmpty() ? null : parse(option, values.getLast(), parser);
    }

    /** All values of an option but those that are wrong. */
    <T> List<T> all(CommandOption option, Function<String, T> parser) {
        return words.values(option).stream()
                .map(value -> parse(option, value, parser))
                .filter(Objects::nonNull)
                .toList();
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
