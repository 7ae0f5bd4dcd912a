package org.nbdscript.javascript;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** How a file is written: its ending says it, or else what it contains. */
enum SourceKind {
    /** Its globals are what it defines. */
    PLAIN,
    /** An ES module: what it exports. */
    MODULE,
    /** What it puts into {@code module.exports}. */
    COMMON_JS;

    /** Comments and strings: what looks like code there is none. */
    private static final Pattern NOISE = Pattern.compile("//.*"
            + "|/\\*(?s:.*?)\\*/"
            + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\""
            + "|'[^'\\\\\\n]*+(?:\\\\.[^'\\\\\\n]*+)*+'"
            + "|`[^`\\\\]*+(?s:\\\\.[^`\\\\]*+)*+`");

    private static final Pattern IMPORT_OR_EXPORT = Pattern.compile(
            "(?m)(?:^|;|\\})\\s*(?:export\\b\\s*[{*a-z]|import\\b\\s*(?:[{*\"]|\\w+\\s*(?:,|from\\b)))");

    private static final Pattern EXPORTS =
            Pattern.compile("\\bmodule\\s*\\.\\s*exports\\b|(?m)^\\s*exports\\s*\\.\\s*\\w+\\s*=");

    /** The kind of a file with this text. */
    static SourceKind of(Path file, String text) {
        String name = file.toString();
        if (name.endsWith(".mjs")) {
            return MODULE;
        }
        if (name.endsWith(".cjs")) {
            return COMMON_JS;
        }
        String code = NOISE.matcher(text).replaceAll("\"\"");
        if (IMPORT_OR_EXPORT.matcher(code).find()) {
            return MODULE;
        }
        return EXPORTS.matcher(code).find() ? COMMON_JS : PLAIN;
    }
}
