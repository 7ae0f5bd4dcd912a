package org.nbdscript.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code -D NAME.FLAG=N}: numbers that choose what {@code -v} shows, and that scripts can ask for. Dots and underscores
 * in a flag are the same.
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
        return Map.entry(key(matcher.group(1), matcher.group(2)), Integer.valueOf(matcher.group(3)));
    }

    private static String key(String name, String flag) {
        return NBDKITS_NAME.matcher(name + "." + flag.replace('_', '.')).replaceFirst("nbdscript.");
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

    /**
     * The value of a flag, as a layer asks for it; 0 if it is not set.
     *
     * @throws IllegalArgumentException if what is asked for is not {@code NAME.FLAG}
     */
    int value(String flag) {
        int dot = flag.indexOf('.');
        if (dot <= 0 || dot == flag.length() - 1) {
            throw new IllegalArgumentException("expected NAME.FLAG such as ramdisk.trace, got '" + flag + "'");
        }
        return values.getOrDefault(key(flag.substring(0, dot), flag.substring(dot + 1)), 0);
    }

    /**
     * Those that mean nothing here, in the order of the alphabet.
     *
     * @param scripts the names of layers that may ask for flags which nobody else knows
     */
    List<String> unknown(Set<String> scripts) {
        return values.keySet().stream()
                .filter(flag -> !KNOWN.contains(flag) && !scripts.contains(flag.substring(0, flag.indexOf('.'))))
                .sorted()
                .toList();
    }
}
