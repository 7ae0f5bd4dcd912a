package org.nbdscript.jython;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.python.core.Py;
import org.python.core.PyCode;
import org.python.core.PyException;
import org.python.core.PyObject;

/** Compiles a script and runs its top level. */
final class ScriptLoader {
    private final SourceText source;
    private final Interpreter interpreter;
    private final PythonFailures failures;

    private ScriptLoader(SourceText source, HostServices services) {
        this.source = source;
        this.interpreter = Interpreter.start(source.file(), services);
        this.failures = new PythonFailures(source.file().toString(), services);
    }

    static PythonScript load(Path file, HostServices services) {
        SourceText source = SourceText.read(file);
        Python3.refuseDeclared(source);
        Python3.misread(source).forEach(services::warn);
        ScriptLoader loader = new ScriptLoader(source, services);
        LoadInterrupt.begin(file, loader.interpreter);
        try {
            loader.interpreter.run(() -> {
                PyCode code = new ScriptCompiler(source).code();
                Py.runCode(code, loader.interpreter.globals(), loader.interpreter.globals());
                return loader;
            });
        } catch (PyException e) {
            throw loader.failure(e);
        } finally {
            LoadInterrupt.end(file);
        }
        NbdkitScript.refuseOldVersions(source, loader.interpreter);
        return new PythonScript(source, loader.interpreter, loader.failures);
    }

    private ScriptException failure(PyException raised) {
        raised.normalize();
        if (raised.match(Py.SyntaxError) && failures.position(raised) == null) {
            return syntaxError(raised);
        }
        NbdException failure =
                failures.of(raised, new ScriptPosition(source.file().toString(), 0));
        ScriptPosition position = failure.position();
        String problem = NbdkitScript.isMissing(raised) ? NbdkitScript.UNSUPPORTED : PythonFailures.message(raised);
        return new ScriptException(position, problem + excerpt(position), raised);
    }

    private String excerpt(@Nullable ScriptPosition position) {
        return position == null || position.line() == 0
                ? ""
                : "\n    " + source.line(position.line()).strip();
    }

    /** The position, what is wrong, the line with a caret below, and how Python 2.7 says it if this is Python 3. */
    private ScriptException syntaxError(PyException raised) {
        int line = number(raised.value.__findattr__("lineno"));
        int column = number(raised.value.__findattr__("offset"));
        PyObject message = raised.value.__findattr__("msg");
        StringBuilder problem = new StringBuilder("SyntaxError: ")
                .append(message == null ? PythonFailures.message(raised) : PythonValues.text(message));
        if (line > 0) {
            String text = source.line(line);
            int indentation = text.length() - text.stripLeading().length();
            problem.append("\n    ").append(text.strip());
            problem.append("\n    ")
                    .append(" ".repeat(Math.max(0, column - indentation)))
                    .append('^');
            String advice = Python3.advice(source, line);
            problem.append(advice == null ? "" : "\n" + advice);
        }
        return new ScriptException(new ScriptPosition(source.file().toString(), line), problem.toString(), raised);
    }

    private static int number(@Nullable PyObject value) {
        return value != null && value.isIndex() ? Math.max(0, value.asInt()) : 0;
    }
}
