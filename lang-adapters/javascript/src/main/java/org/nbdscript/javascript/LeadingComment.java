package org.nbdscript.javascript;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The documentation of a script: the first JSDoc comment before any code. */
final class LeadingComment {
    /** Blank space, a shebang line, 'use strict', other comments, or the JSDoc comment itself, as group 1. */
    private static final Pattern NEXT = Pattern.compile("\\G(?:[\\s\\uFEFF]+"
            + "|\\A#!.*"
            + "|//.*"
            + "|([\"'])use strict\\1;?"
            + "|/\\*\\*(?<doc>(?s:[^/].*?))\\*/"
            + "|/\\*(?s:.*?)\\*/)");

    private static final Pattern LICENCE = Pattern.compile("(?i)copyright|licen[cs]e|SPDX-");
    private static final Pattern DECORATION = Pattern.compile("^\\s*\\*? ?");
    private static final Pattern TAG_OF_FILE = Pattern.compile("^@(?:file|fileoverview|overview|module)\\b\\s*");

    private LeadingComment() {}

    /** The comment's text without its decoration and its tags; null if there is none. */
    static @Nullable String of(String source) {
        Matcher matcher = NEXT.matcher(source);
        while (matcher.find()) {
            String comment = matcher.group("doc");
            if (comment != null && !LICENCE.matcher(comment).find()) {
                return text(comment);
            }
        }
        return null;
    }

    private static @Nullable String text(String comment) {
        String text = Arrays.stream(comment.split("\\R", -1))
                .map(line -> DECORATION.matcher(line).replaceFirst("").stripTrailing())
                .map(line -> TAG_OF_FILE.matcher(line).replaceFirst(""))
                .takeWhile(line -> !line.startsWith("@"))
                .collect(Collectors.joining("\n"))
                .strip();
        return text.isEmpty() ? null : text;
    }
}
