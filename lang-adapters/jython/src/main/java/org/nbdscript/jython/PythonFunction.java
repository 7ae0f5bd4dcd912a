package org.nbdscript.jython;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ScriptPosition;
import org.python.core.Py;
import org.python.core.PyBaseCode;
import org.python.core.PyBuiltinCallable;
import org.python.core.PyFunction;
import org.python.core.PyMethod;
import org.python.core.PyObject;
import org.python.core.ThreadState;

/** A callback of a script, looked up once, and what it takes first if it is not a method: next, and a handle. */
final class PythonFunction {
    private final PyObject callable;
    private final PyObject[] leading;
    private final int accepted;

    PythonFunction(PyObject callable, PyObject... leading) {
        this.callable = withoutIndirection(callable);
        this.leading = leading;
        this.accepted = Arity.of(this.callable).accepted();
    }

    /** An instance with a {@code __call__} is called by it, so that its parameters are known. */
    private static PyObject withoutIndirection(PyObject callable) {
        if (callable instanceof PyFunction || callable instanceof PyMethod || callable instanceof PyBuiltinCallable) {
            return callable;
        }
        return callable.__findattr__("__call__") instanceof PyMethod method ? method : callable;
    }

    /** Calls it with as many of the arguments as it takes; the first {@code count} ones are there. */
    PyObject call(ThreadState thread, int count, PyObject first, PyObject second, PyObject third) {
        if (leading.length == 0) {
            return switch (Math.min(count, accepted)) {
                case 0 -> callable.__call__(thread);
                case 1 -> callable.__call__(thread, first);
                case 2 -> callable.__call__(thread, first, second);
                default -> callable.__call__(thread, first, second, third);
            };
        }
        if (leading.length > 1) {
            PyObject[] all = {leading[0], leading[1], first, second, third};
            return callable.__call__(Arrays.copyOf(all, Math.min(count + 2, accepted)));
        }
        PyObject handle = leading[0];
        return switch (Math.min(count + 1, accepted)) {
            case 0 -> callable.__call__(thread);
            case 1 -> callable.__call__(thread, handle);
            case 2 -> callable.__call__(thread, handle, first);
            case 3 -> callable.__call__(thread, handle, first, second);
            default -> callable.__call__(thread, handle, first, second, third);
        };
    }

    /** Calls it with as many of the arguments as it takes. */
    PyObject call(ThreadState thread, PyObject[] arguments) {
        PyObject[] given = Arrays.copyOf(leading, leading.length + arguments.length);
        System.arraycopy(arguments, 0, given, leading.length, arguments.length);
        return callable.__call__(thread, Arrays.copyOf(given, Math.min(given.length, accepted)), Py.NoKeywords);
    }

    /** Where it is defined; null if it is not Python's. */
    @Nullable
    ScriptPosition position() {
        return position(callable);
    }

    /** Where a function or method is defined; null if it is not Python's. */
    static @Nullable ScriptPosition position(PyObject callable) {
        PyObject function = callable instanceof PyMethod method ? method.__func__ : callable;
        return function instanceof PyFunction python && python.__code__ instanceof PyBaseCode code
                ? new ScriptPosition(code.co_filename, code.co_firstlineno)
                : null;
    }
}
