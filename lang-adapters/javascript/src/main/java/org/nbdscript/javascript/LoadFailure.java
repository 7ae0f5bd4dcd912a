package org.nbdscript.javascript;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Says why a script could not be loaded. */
final class LoadFailure {
    /** The engine's own text of a syntax error: place, reason, then the line with a mark below. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?:SyntaxError: )?(?<file>[^\\n]*?):(?<line>\\d+):(?<column>\\d+) (?<problem>(?s:.*))");

    private LoadFailure() {}

    /** What a top level that threw, or could not be parsed, has to say. */
    static ScriptException of(PolyglotException exception, SourceNames names) {
        if (exception.isSyntaxError()) {
            return syntaxError(exception, names);
        }
        NbdException failure = new Failures(names).of(exception);
        ScriptPosition position = failure.position();
        return new ScriptException(position == null ? names.position(null) : position, failure.text(), exception);
    }

    private static ScriptException syntaxError(PolyglotException exception, SourceNames names) {
        String message = String.valueOf(exception.getMessage());
        Matcher matcher = SYNTAX.matcher(message);
        if (!matcher.matches()) {
            return new ScriptException(names.position(exception.getSourceLocation()), message, exception);
        }
        int column = Integer.parseInt(matcher.group("column")) + 1;
        String place = file(exception.getSourceLocation(), matcher.group("file"), names) + ":" + matcher.group("line")
                + ":" + column;
        String problem = matcher.group("problem").stripTrailing();
        return new ScriptException(null, place + ": SyntaxError: " + problem, exception);
    }

    /** An imported file's section is missing sometimes, and its name relative to the file that imports it. */
    private static String file(@Nullable SourceSection section, String named, SourceNames names) {
        ScriptPosition position = names.positionOrNull(section);
        return position != null ? position.file() : names.name(names.directory().resolve(Path.of(named)));
    }
}
