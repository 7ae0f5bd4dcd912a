package org.nbdscript.jython;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptException;

/** Recognizes Python 3, in a script that declares it and in one that uses it, and says how Python 2.7 puts it. */
final class Python3 {
    private static final Pattern SHEBANG = Pattern.compile("#!.*python3.*");
    private static final Pattern REQUIRES =
            Pattern.compile("#\\s*requires-python\\s*=\\s*[\"'].*(>=?|~=|===?)\\s*3.*[\"'].*");
    private static final Pattern BYTES_OF_NUMBER = Pattern.compile("(?<![\\w.'\"])bytes\\(\\s*(\\d|len\\()");

    private static final Map<Pattern, String> SYNTAX = new LinkedHashMap<>();

    static {
        syntax("\\b[rR]?[fF][rR]?(\"|')", "f-strings: write '{}'.format(value) or '%s' % value");
        syntax("\\bprint\\s*\\(", "print as a function: add `from __future__ import print_function` as the first line");
        syntax("\\basync\\s+def\\b|\\bawait\\b", "async: return a java.util.concurrent.CompletableFuture instead");
        syntax("\\bnonlocal\\b", "nonlocal: keep the variable in a list, a dict or an object");
        syntax("\\bdef\\b.*(->|\\(.*\\w\\s*:)|^\\s*\\w+\\s*:\\s*\\w", "type annotations: leave them out");
        syntax(":=", "assignment expressions (:=): assign in a line of its own");
        syntax("\\braise\\b.*\\bfrom\\b", "raise ... from: leave the `from` part out");
        syntax("\\byield\\s+from\\b", "yield from: write a loop with yield");
        syntax("\\bmetaclass\\s*=", "metaclass=: write `__metaclass__ = ...` in the class");
        syntax("\\bmatch\\b.*:\\s*$", "match: write if and elif");
        syntax("\\d_\\d", "underscores in numbers: leave them out");
        syntax("\\(.*,\\s*\\*\\s*,", "parameters by keyword only: leave the `*` out");
    }

    private Python3() {}

    private static void syntax(String pattern, String advice) {
        SYNTAX.put(Pattern.compile(pattern), advice);
    }

    /** Refuses a script whose first line or PEP 723 block says Python 3. */
    static void refuseDeclared(SourceText source) {
        if (SHEBANG.matcher(source.line(1)).matches()) {
            throw refusal(source, 1, "the first line asks for Python 3");
        }
        boolean inBlock = false;
        for (int number = 1; number <= source.lines().size(); number++) {
            String line = source.line(number);
            inBlock = line.strip().equals("# /// script")
                    || (inBlock && !line.strip().equals("# ///"));
            if (inBlock && REQUIRES.matcher(line).matches()) {
                throw refusal(source, number, "the script requires Python 3");
            }
        }
    }

    private static ScriptException refusal(SourceText source, int line, String what) {
        return new ScriptException(
                source.position(line),
                what + ", but Python scripts are run as Python 2.7 (Jython) here: adapt it to 2.7 and take this line"
                        + " out\n    " + source.line(line).strip(),
                null);
    }

    /** What to write instead of the Python 3 in a line with a syntax error; null if there seems to be none. */
    static @Nullable String advice(SourceText source, int line) {
        List<String> found = new ArrayList<>();
        String text = source.line(line);
        SYNTAX.forEach((pattern, advice) -> {
            if (pattern.matcher(text).find()) {
                found.add(advice);
            }
        });
        return found.isEmpty()
                ? null
                : "Python scripts are run as Python 2.7 (Jython), which does not know " + String.join("; nor ", found);
    }

    /** Warnings of what is no error, but means something else in Python 2.7. */
    static List<String> misread(SourceText source) {
        List<String> warnings = new ArrayList<>();
        for (int number = 1; number <= source.lines().size(); number++) {
            String line = source.line(number);
            if (!line.strip().startsWith("#") && BYTES_OF_NUMBER.matcher(line).find()) {
                warnings.add(
                        source.position(number) + ": bytes(number) is the number's digits in Python 2.7, not zeroes;"
                                + " write bytearray(number)");
            }
        }
        return warnings;
    }
}
