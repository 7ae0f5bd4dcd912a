package org.nbdscript.groovy;

import java.util.List;
import java.util.Objects;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SimpleMessage;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Says what the compiler found, each problem with its file and line. */
final class CompilationProblems {
    private static final String GRAB_NEEDS_IVY =
            "@Grab needs Apache Ivy (org.apache.ivy:ivy), which is not on the class path";

    private final String sourceName;
    private final String file;

    private CompilationProblems(String sourceName, String file) {
        this.sourceName = sourceName;
        this.file = file;
    }

    /**
     * The problems of a file.
     *
     * @param sourceName the compiler's name of the file
     * @param file as the user named it
     */
    static ScriptException of(MultipleCompilationErrorsException exception, String sourceName, String file) {
        CompilationProblems problems = new CompilationProblems(sourceName, file);
        List<String> lines = exception.getErrorCollector().getErrors().stream()
                .map(problems::line)
                .distinct()
                .toList();
        return new ScriptException(lines);
    }

    /** A failure of the compiler itself. */
    static ScriptException of(Throwable thrown, String source, ScriptPosition position) {
        boolean grab = source.contains("@Grab") && String.valueOf(thrown).matches("(?s).*(grape|ivy|grab).*");
        return new ScriptException(position, grab ? GRAB_NEEDS_IVY : thrown.toString(), thrown);
    }

    private String line(Message message) {
        return switch (message) {
            case SyntaxErrorMessage syntax -> position(syntax.getCause()) + ": " + text(syntax.getCause());
            case ExceptionMessage failure -> file + ": " + explain(failure.getCause());
            case SimpleMessage simple -> file + ": " + simple.getMessage();
            default -> file + ": " + message;
        };
    }

    private ScriptPosition position(SyntaxException problem) {
        String locator = problem.getSourceLocator();
        boolean own = locator == null || locator.equals(sourceName);
        return new ScriptPosition(own ? file : locator, Math.max(problem.getStartLine(), 0));
    }

    /** The compiler's text in one line; it often repeats the file and the place. */
    private static String text(SyntaxException problem) {
        String text = Objects.requireNonNullElse(problem.getOriginalMessage(), problem.toString());
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String explain(@Nullable Exception exception) {
        String text = String.valueOf(exception);
        return text.contains("ivy") || text.contains("grab") ? GRAB_NEEDS_IVY : text;
    }
}
