package org.nbdscript.groovy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The comment that documents a script: the first one that begins with two stars, before any code. */
final class Groovydoc {
    /** What may stand before it: a shebang, blank lines, other comments, package and imports. */
    private static final Pattern LEADING = Pattern.compile("\\A\\uFEFF?(?:#![^\\n]*\\n)?"
            + "(?:\\s+|//[^\\n]*|/\\*(?!\\*[^/])(?s:.*?)\\*/|(?:package|import)\\s[^\\n]*|@Grab\\([^\\n]*)*+"
            + "/\\*\\*(?<text>(?s:.*?))\\*/");

    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+\\s+([^}]*)}");

    private Groovydoc() {}

    /** Its text without stars and block tags; null if there is none. */
    static @Nullable String of(String source) {
        Matcher matcher = LEADING.matcher(source.replace("\r\n", "\n"));
        if (!matcher.find()) {
            return null;
        }
        String text = matcher.group("text")
                .lines()
                .map(line -> line.strip().replaceFirst("^\\*+ ?", ""))
                .takeWhile(line -> !line.startsWith("@"))
                .collect(Collectors.joining("\n"))
                .strip();
        return text.isEmpty() ? null : INLINE_TAG.matcher(text).replaceAll("$1");
    }
}
