package org.nbdscript.jython;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptMember;
import org.python.core.Py;
import org.python.core.PyClass;
import org.python.core.PyMethod;
import org.python.core.PyObject;
import org.python.core.PyString;
import org.python.core.PyType;
import org.python.core.__builtin__;

/**
 * The class of a script whose instances are connections: the one that has {@code pread}, in a script that defines
 * neither {@code open} nor {@code pread} itself.
 */
final class ConnectionClass {
    private final PyObject type;

    private ConnectionClass(PyObject type) {
        this.type = type;
    }

    /** Finds it; null if there is none. Of a class and its base class it is the former. */
    static @Nullable ConnectionClass find(Interpreter interpreter, SourceText source) {
        if (isFunction(interpreter.global("open")) || isFunction(interpreter.global("pread"))) {
            return null;
        }
        List<PyObject> found = new ArrayList<>();
        for (PyObject value : interpreter.globals().invoke("values").asIterable()) {
            if (isClass(value) && isDefinedHere(value) && hasRequests(value) && !found.contains(value)) {
                found.add(value);
            }
        }
        List<PyObject> bases = List.copyOf(found);
        found.removeIf(type -> bases.stream().anyMatch(other -> !other.equals(type) && Py.isSubClass(other, type)));
        if (found.size() > 1) {
            throw new ScriptException(
                    source.position(0),
                    "several classes have `pread`: " + names(found)
                            + "; define `open(context)` to say which one a connection gets",
                    null);
        }
        return found.isEmpty() ? null : new ConnectionClass(found.getFirst());
    }

    private static boolean hasRequests(PyObject type) {
        return type.__findattr__("pread") != null || type.__findattr__("pwrite") != null;
    }

    private static boolean isFunction(@Nullable PyObject value) {
        return value != null && PythonFunction.position(value) != null;
    }

    private static boolean isClass(PyObject value) {
        return value instanceof PyType || value instanceof PyClass;
    }

    private static boolean isDefinedHere(PyObject type) {
        PyObject module = type.__findattr__("__module__");
        return module != null && module.toString().equals("__main__");
    }

    private static String names(List<PyObject> types) {
        return String.join(
                ", ",
                types.stream()
                        .map(type -> type.__getattr__("__name__").toString())
                        .sorted()
                        .toList());
    }

    /** An attribute of the class; null if it has none of that name. */
    @Nullable
    PyObject attribute(String name) {
        return type.__findattr__(name.intern());
    }

    /** A static or class method, which can be called without a connection; null if there is none. */
    @Nullable
    PyObject function(String name) {
        PyObject function = attribute(name);
        return function == null || isInstanceMethod(function) ? null : function;
    }

    private static boolean isInstanceMethod(PyObject function) {
        return function instanceof PyMethod method && method.__self__ == null;
    }

    /** Makes a connection: an instance, whose constructor may take the context and, in a filter, what lies below. */
    PyObject open(PyObject... arguments) {
        PyObject constructor = type.__findattr__("__init__");
        int accepted = constructor == null || PythonFunction.position(constructor) == null
                ? 0
                : Arity.of(constructor).without(1).accepted();
        return type.__call__(Arrays.copyOf(arguments, Math.min(arguments.length, accepted)));
    }

    /** Its methods, with their arity as a caller sees it. */
    void members(BiConsumer<String, PyObject> functions, List<ScriptMember> members) {
        for (PyObject each : __builtin__.dir(type).asIterable()) {
            String name = ((PyString) each).getString();
            PyObject method = attribute(name);
            ScriptPosition position = method == null ? null : PythonFunction.position(method);
            if (method == null || position == null) {
                continue;
            }
            if (isInstanceMethod(method)) {
                Arity arity = Arity.of(method).without(1);
                members.add(new ScriptMember(name, position, arity.required(), arity.accepted(), true));
            } else {
                functions.accept(name, method);
            }
        }
    }

    /** Refuses methods that are called when there is no connection yet. */
    void refuseMisplaced() {
        for (Callback callback : Callback.values()) {
            PyObject method = attribute(callback.snakeCase());
            if (callback.scope() == Callback.Scope.PLUGIN && method != null && isInstanceMethod(method)) {
                throw new ScriptException(
                        PythonFunction.position(method),
                        callback.snakeCase() + " is called without a connection: make it a function of the script, or a"
                                + " @staticmethod or @classmethod of the class",
                        null);
            }
        }
    }
}
