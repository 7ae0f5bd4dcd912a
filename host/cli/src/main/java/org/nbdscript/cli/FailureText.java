package org.nbdscript.cli;

import java.util.Objects;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.engine.ParameterProblems;
import org.nbdscript.engine.UnknownPluginException;

/** Says a failure for people. Those that are meant for people say all themselves; others are named by their class. */
final class FailureText {
    private FailureText() {}

    static String of(Throwable failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return switch (failure) {
            case NbdException nbd -> (nbd.position() == null ? "" : nbd.position() + ": ") + nbd.text();
            case ScriptException _,
                    ParameterProblems _,
                    UnknownPluginException _,
                    StartException _,
                    UsageException _,
                    IllegalArgumentException _ -> text;
            case OutOfMemoryError _ ->
                "there is not enough memory (" + text + "); NBDSCRIPT_JAVA_OPTS=-Xmx8g would allow 8 GiB";
            default -> failure.toString();
        };
    }
}
