package org.nbdscript.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code -D NAME.FLAG=N}: numbers that choose what {@code -v} shows. Dots and underscores in a flag are the same.
 *
 * @param values by name and flag, with dots
 */
record DebugFlags(Map<String, Integer> values) {
    /** None is set. */
    static final DebugFlags NONE = new DebugFlags(Map.of());

    /** Shows the calls on the disk that carry requests. */
    static final String DATA_PATH = "nbdscript.backend.datapath";

    /** Shows all other calls. */
    static final String CONTROL_PATH = "nbdscript.backend.controlpath";

    /** Shows the environment of the process. */
    static final String ENVIRONMENT = "nbdscript.environ";

    private static final List<String> KNOWN = List.of(DATA_PATH, CONTROL_PATH, ENVIRONMENT);
    private static final Pattern FORM = Pattern.compile("([^.=]+)[.]([^=]+)=(-?[0-9]{1,9})");
    private static final Pattern NBDKITS_NAME = Pattern.compile("^nbdkit[.]");

    /**
     * Parses a value of the option.
     *
     * @throws IllegalArgumentException if it has not the form
     */
    static Map.Entry<String, Integer> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected NAME.FLAG=N such as " + DATA_PATH + "=1, got '" + text + "'");
        }
        String flag = matcher.group(1) + "." + matcher.group(2).replace('_', '.');
        return Map.entry(NBDKITS_NAME.matcher(flag).replaceFirst("nbdscript."), Integer.valueOf(matcher.group(3)));
    }

    /** The flags; of one that is set several times the last value counts. */
    static DebugFlags of(List<Map.Entry<String, Integer>> flags) {
        Map<String, Integer> values = new LinkedHashMap<>();
        flags.forEach(flag -> values.put(flag.getKey(), flag.getValue()));
        return new DebugFlags(Map.copyOf(values));
    }

    /** Whether a flag is set to something other than 0. */
    boolean isSet(String flag) {
        return values.getOrDefault(flag, 0) != 0;
    }

    /** Those that mean nothing here, in the order of the alphabet. */
    List<String> unknown() {
        return values.keySet().stream()
                .filter(flag -> !KNOWN.contains(flag))
                .sorted()
                .toList();
    }
}
