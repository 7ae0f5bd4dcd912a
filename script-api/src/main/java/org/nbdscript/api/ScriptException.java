package org.nbdscript.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script that cannot be used, with all that is wrong with it: a syntax error, a failure while it loads, callbacks
 * that are missing, misspelt or take the wrong parameters.
 */
public class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A script with one problem, said with its place. */
    public ScriptException(@Nullable ScriptPosition position, String problem, @Nullable Throwable cause) {
        super(position == null ? problem : position + ": " + problem, cause);
    }

    /** A script with several problems, each a line that begins with its place. */
    public ScriptException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
