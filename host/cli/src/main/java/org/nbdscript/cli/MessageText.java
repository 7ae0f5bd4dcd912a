package org.nbdscript.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes of a message, which may be a script's and hold anything, the lines to log. However many newlines are at its
 * ends, and of whatever kind, the lines are the same, and none is empty; control characters are shown, not obeyed.
 */
final class MessageText {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r(?=.)|\r$");

    private MessageText() {}

    /** The lines, at least one, which is empty if the message says nothing. */
    static List<String> lines(String message) {
        List<String> lines = LINE_END.splitAsStream(message)
                .map(line -> shown(line.stripTrailing()))
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? List.of("") : lines;
    }

    private static String shown(String line) {
        if (line.codePoints().noneMatch(MessageText::isControl)) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length() + 16);
        line.codePoints().forEach(character -> {
            if (isControl(character)) {
                text.append(String.format(Locale.ROOT, "\\x%02x", character));
            } else {
                text.appendCodePoint(character);
            }
        });
        return text.toString();
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) && character != '\t';
    }
}
