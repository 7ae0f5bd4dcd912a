package org.nbdscript.filters;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a policy tells apart. */
enum PolicyCommand {
    READ,
    WRITE,
    TRIM,
    ZERO,
    FLUSH,
    EXTENTS,
    CACHE,
    RESIZE;

    private static final Set<PolicyCommand> CHANGES = EnumSet.of(WRITE, TRIM, ZERO, RESIZE);

    /** The name in rules and for scripts. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those that a word of a rule means; an empty set if it is none. */
    static Set<PolicyCommand> named(String word) {
        return switch (word) {
            case "any" -> EnumSet.allOf(PolicyCommand.class);
            case "change" -> EnumSet.copyOf(CHANGES);
            default ->
                Stream.of(values())
                        .filter(command -> command.text().equals(word))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(PolicyCommand.class)));
        };
    }

    /** The words of rules, for messages. */
    static String words() {
        return Stream.of(values()).map(PolicyCommand::text).collect(Collectors.joining(", ")) + ", change, any";
    }
}
