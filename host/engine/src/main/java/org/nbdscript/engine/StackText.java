package org.nbdscript.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stack as a parameter names it: {@code memory:1G}, a plugin and a value; {@code nbd://host/export}, an NBD URI; or
 * {@code [--filter=xor.js memory 1G key=text:a]}, the words of a command line.
 *
 * @param filters the names of the filters, the first one on top
 * @param words those that name the plugin, and its parameters
 */
record StackText(List<String> filters, List<String> words) {
    private static final Pattern NBD_URI = Pattern.compile("nbds?(\\+unix|\\+vsock)?://.*", Pattern.DOTALL);

    /** A word, parts of which may be in quotes. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    private static final String FILTER = "--filter=";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it names nothing
     */
    static StackText parse(String text) {
        if (NBD_URI.matcher(text).matches()) {
            return new StackText(List.of(), List.of("nbd", "uri=" + text));
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return ofWords(text.substring(1, text.length() - 1));
        }
        int colon = text.indexOf(':');
        List<String> words = colon < 0 ? List.of(text) : List.of(text.substring(0, colon), text.substring(colon + 1));
        if (words.getFirst().isBlank()) {
            throw new IllegalArgumentException("expected a disk such as memory:1G, got '" + text + "'");
        }
        return new StackText(List.of(), words);
    }

    private static StackText ofWords(String text) {
        List<String> filters = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = matcher.group().replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2");
            if (word.startsWith(FILTER)) {
                filters.add(word.substring(FILTER.length()));
            } else {
                words.add(word);
            }
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("expected a plugin in [" + text + "], got none");
        }
        return new StackText(filters, words);
    }
}
