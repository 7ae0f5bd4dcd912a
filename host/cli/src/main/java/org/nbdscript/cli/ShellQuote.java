package org.nbdscript.cli;

import java.util.regex.Pattern;

/** Quotes words for a POSIX shell. */
final class ShellQuote {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellQuote() {}

    /** The word as a shell reads it back, in quotes only if there is need. */
    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : always(word);
    }

    /** The word in quotes. */
    static String always(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
