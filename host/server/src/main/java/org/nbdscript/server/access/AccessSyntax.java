package org.nbdscript.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nbdscript.api.access.SubjectSyntax;

/**
 * Reads rules and lists of them.
 *
 * <pre>
 * # who may come
 * deny 192.0.2.7
 * allow 192.0.2.0/24
 * allow uid:1000
 * allow dn:CN=*,O=Example
 * </pre>
 */
public final class AccessSyntax {
    private static final Pattern RULE = Pattern.compile("(allow|deny)(?:\\s+|:)(\\S.*)");

    private AccessSyntax() {}

    /**
     * Reads a list: a rule a line, {@code allow} or {@code deny} and a subject. Blank lines, and what follows a # at
     * the beginning of a line or after a blank, count for nothing.
     *
     * @param file for messages
     * @throws IllegalArgumentException with all that is wrong, each with file and line
     */
    static AccessList list(String file, List<String> lines) {
        List<AccessRule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
            try {
                if (!line.isEmpty()) {
                    rules.add(rule(line));
                }
            } catch (IllegalArgumentException e) {
                problems.add(file + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        if (rules.isEmpty() && problems.isEmpty()) {
            problems.add(file + ": there is no rule; write allow any to let everybody in");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new AccessList(rules);
    }

    /**
     * Reads a rule: {@code allow} or {@code deny}, a blank or a colon, and a subject.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static AccessRule rule(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw new IllegalArgumentException("expected allow or deny, and who, got '" + text + "'");
        }
        return new AccessRule(rule.group(1).equals("allow"), SubjectSyntax.parse(rule.group(2)));
    }
}
