package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.NearestName;

/**
 * The words of a command line, told apart as {@code getopt_long} does: {@code --port 4711}, {@code --port=4711},
 * {@code -p 4711}, {@code -p4711}, {@code -rv}; options stand anywhere before {@code --}.
 *
 * <p>Our own rather than a library's, since it decides how fast every command starts: its classes can be in the JVM's
 * cache of a start, and are few.
 */
final class CommandLineWords {
    private static final Map<String, CommandOption> BY_NAME = byName();

    private final String[] words;
    private final Map<CommandOption, List<String>> values = new EnumMap<>(CommandOption.class);
    private final List<CommandOption> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int next;

    private CommandLineWords(String[] words) {
        this.words = words;
    }

    private static Map<String, CommandOption> byName() {
        Map<String, CommandOption> options = new LinkedHashMap<>();
        for (CommandOption option : CommandOption.values()) {
            for (String name : option.names()) {
                options.put(name, option);
            }
        }
        return options;
    }

    /** Tells words apart. What is wrong with them is among {@link #problems}. */
    static CommandLineWords of(String... words) {
        CommandLineWords told = new CommandLineWords(words);
        while (told.next < words.length) {
            told.take(words[told.next++]);
        }
        return told;
    }

    /** Whether an option is there. */
    boolean has(CommandOption option) {
        return values.containsKey(option);
    }

    /** The values of an option, in their order; empty if it is not there. */
    List<String> values(CommandOption option) {
        return values.getOrDefault(option, List.of());
    }

    /** The options in the order in which they stand there, repeated ones too. */
    List<CommandOption> options() {
        return options;
    }

    /** What is no option. */
    List<String> arguments() {
        return arguments;
    }

    /** What is wrong, a sentence each: unknown options, and values that are missing or too many. */
    List<String> problems() {
        return problems;
    }

    private void take(String word) {
        if (word.equals("--")) {
            arguments.addAll(List.of(words).subList(next, words.length));
            next = words.length;
        } else if (word.startsWith("--")) {
            takeLong(word);
        } else if (word.startsWith("-") && word.length() > 1) {
            takeShort(word);
        } else {
            arguments.add(word);
        }
    }

    private void takeLong(String word) {
        int sign = word.indexOf('=');
        String name = sign < 0 ? word : word.substring(0, sign);
        CommandOption option = BY_NAME.get(name);
        if (option == null) {
            unknown(name);
        } else if (option.hasValue() || sign < 0) {
            add(option, sign < 0 ? null : word.substring(sign + 1));
        } else {
            problems.add(name + ": expected nothing after it, got '" + word.substring(sign + 1) + "'");
        }
    }

    /** One word may hold several options of one letter; the first that takes a value ends it. */
    private void takeShort(String word) {
        for (int i = 1; i < word.length(); i++) {
            CommandOption option = BY_NAME.get("-" + word.charAt(i));
            if (option == null) {
                unknown("-" + word.substring(i));
                return;
            }
            if (option.hasValue()) {
                String rest = word.substring(i + 1);
                add(option, rest.isEmpty() ? null : rest.startsWith("=") ? rest.substring(1) : rest);
                return;
            }
            add(option, null);
        }
    }

    private void add(CommandOption option, @Nullable String attached) {
        String value = attached;
        if (value == null && option.hasValue()) {
            if (next == words.length) {
                problems.add(option.longName() + ": expected " + option.label() + " after it");
                return;
            }
            value = words[next++];
        }
        options.add(option);
        values.computeIfAbsent(option, absent -> new ArrayList<>()).add(value == null ? "" : value);
    }

    private void unknown(String name) {
        if (name.equals("--tls-priority")) {
            problems.add(
                    "--tls-priority: expected no GnuTLS priority string, since TLS is the JDK's here: 1.2 and 1.3, with"
                            + " the ciphers that it takes for safe. To forbid more of them, set jdk.tls.disabledAlgorithms in a"
                            + " file F, and NBDSCRIPT_JAVA_OPTS=-Djava.security.properties=F");
            return;
        }
        String nearest = name.startsWith("--") ? NearestName.of(name, BY_NAME.keySet()) : null;
        problems.add("unknown option " + name
                + (nearest == null ? "; try: nbdscript --help" : "; did you mean " + nearest + "?"));
    }
}
