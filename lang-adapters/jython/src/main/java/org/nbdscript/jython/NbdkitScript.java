package org.nbdscript.jython;

import org.nbdscript.api.ScriptException;
import org.python.core.Py;
import org.python.core.PyException;
import org.python.core.PyObject;

/** Recognizes scripts written for nbdkit's API versions 1 and 2; what scripts have here counts as version 3. */
final class NbdkitScript {
    static final String UNSUPPORTED = "scripts for nbdkit (`import nbdkit`) are not supported yet; in a script for"
            + " nbdscript, `import nbdscript` and define `open(context)` or no `open` at all";

    private static final int OURS = 3;

    private NbdkitScript() {}

    /** Whether a script failed for want of the module nbdkit. */
    static boolean isMissing(PyException raised) {
        return raised.match(Py.ImportError) && PythonFailures.message(raised).endsWith(" nbdkit");
    }

    /** Refuses a script that asks for another version, whose callbacks take other parameters. */
    static void refuseOldVersions(SourceText source, Interpreter interpreter) {
        PyObject version = interpreter.global("API_VERSION");
        if (version == null || !version.isIndex() || version.asInt() == OURS) {
            return;
        }
        int line = 1;
        while (line < source.lines().size() && !source.line(line).startsWith("API_VERSION")) {
            line++;
        }
        throw new ScriptException(
                source.position(line),
                "API_VERSION is " + version + ", but nbdkit's versions 1 and 2 are not supported yet; scripts for"
                        + " nbdscript have version 3 or say none",
                null);
    }
}
