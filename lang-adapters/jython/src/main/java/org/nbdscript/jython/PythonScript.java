package org.nbdscript.jython;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.api.spi.Script;
import org.nbdscript.api.spi.ScriptMember;
import org.nbdscript.api.spi.ScriptNext;
import org.nbdscript.api.spi.ScriptTarget;
import org.python.core.Py;
import org.python.core.PyBuiltinCallable;
import org.python.core.PyNone;
import org.python.core.PyObject;
import org.python.core.PyReflectedFunction;
import org.python.core.PyString;

/** A Python script: a module of functions, or a class whose instances are connections. */
final class PythonScript implements Script {
    /** The modules that have functions with the names of callbacks, such as {@code open}. */
    private static final Set<String> LIBRARIES = Set.of("os", "io", "codecs", "tarfile", "gzip");

    /** An object that has one of these is a connection. */
    private static final List<String> METHODS = List.of("pread", "pwrite", "get_size", "trim", "zero", "extents");

    private final SourceText source;
    private final Interpreter interpreter;
    private final PythonFailures failures;
    private final @Nullable ConnectionClass connectionClass;
    private final PythonTarget functions;

    PythonScript(SourceText source, Interpreter interpreter, PythonFailures failures) {
        this.source = source;
        this.interpreter = interpreter;
        this.failures = failures;
        this.connectionClass = ConnectionClass.find(interpreter, source);
        if (connectionClass != null) {
            connectionClass.refuseMisplaced();
        }
        this.functions = new PythonTarget(interpreter, failures, this::pluginFunction, null);
    }

    /** A function of the script, or a static or class method of the connection class for what needs no connection. */
    private @Nullable PythonFunction pluginFunction(Callback callback) {
        PyObject function = moduleFunction(callback);
        if (function == null && connectionClass != null && callback.scope() == Callback.Scope.PLUGIN) {
            function = connectionClass.function(callback.snakeCase());
        }
        return function == null ? null : new PythonFunction(function);
    }

    /**
     * What a name of a callback stands for at the top level, unless it was there before: {@code open} is a built-in.
     */
    private @Nullable PyObject moduleFunction(Callback callback) {
        PyObject value = interpreter.global(callback.snakeCase());
        return value != null && value.isCallable() && !isLibrary(value) ? value : null;
    }

    /** A function that a script has by {@code from os import *}, such as open and close, is no callback. */
    private static boolean isLibrary(PyObject value) {
        if (value instanceof PyBuiltinCallable || value instanceof PyReflectedFunction) {
            return true;
        }
        PyObject module = value.__findattr__("__module__");
        String name = module == null ? "" : module.toString();
        return LIBRARIES.contains(name);
    }

    @Override
    public Path file() {
        return source.file();
    }

    @Override
    public Naming naming() {
        return Naming.SNAKE_CASE;
    }

    @Override
    public @Nullable String documentation() {
        PyObject documentation = interpreter.global("__doc__");
        if (!(documentation instanceof PyString) && connectionClass != null) {
            documentation = connectionClass.attribute("__doc__");
        }
        return documentation instanceof PyString string ? undecorated(PythonValues.text(string)) : null;
    }

    /** A docstring as readers of the source see it: without the indentation that all lines but the first have. */
    private static String undecorated(String docstring) {
        int end = docstring.indexOf('\n');
        return end < 0
                ? docstring.strip()
                : (docstring.substring(0, end).strip() + "\n"
                                + docstring.substring(end + 1).stripTrailing().stripIndent())
                        .strip();
    }

    @Override
    public @Nullable Object constant(String name) {
        PyObject value = interpreter.global(name);
        if (value == null && connectionClass != null) {
            value = connectionClass.attribute(name);
        }
        PyObject constant = value;
        if (constant == null || constant.isCallable()) {
            return null;
        }
        Object normalized = interpreter.run(() -> PythonValues.TEXT.normalize(constant));
        return normalized instanceof Map<?, ?> map ? inSourceOrder(map) : normalized;
    }

    /** A dict of Python 2.7 has no order; the help shows parameters in the order of the script. */
    private Map<String, @Nullable Object> inSourceOrder(Map<?, ?> map) {
        String text = String.join("\n", source.lines());
        List<String> keys = new ArrayList<>();
        map.keySet().forEach(key -> keys.add(String.valueOf(key)));
        keys.sort(Comparator.comparingInt(key -> firstMention(text, key)));
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        keys.forEach(key -> ordered.put(key, map.get(key)));
        return ordered;
    }

    private static int firstMention(String text, String key) {
        int start = Math.max(0, text.indexOf("parameters"));
        for (String form : List.of("'" + key + "'", '"' + key + '"', key + "=", key)) {
            int index = text.indexOf(form, start);
            if (index >= 0) {
                return index;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Override
    public List<ScriptMember> members() {
        List<ScriptMember> members = new ArrayList<>();
        for (PyObject name : interpreter.globals().invoke("keys").asIterable()) {
            PyObject value = interpreter.globals().__getitem__(name);
            ScriptPosition position = PythonFunction.position(value);
            boolean isCallback = Callback.byName(name.toString(), Naming.SNAKE_CASE) != null;
            if (position != null
                    && !isLibrary(value)
                    && (isCallback || position.file().equals(file().toString()))) {
                addFunction(members, name.toString(), value);
            } else if (position == null && isCallback && value.isCallable() && !isLibrary(value)) {
                members.add(new ScriptMember(name.toString(), source.position(0), 0, Integer.MAX_VALUE, false));
            }
        }
        if (connectionClass != null) {
            connectionClass.members((name, function) -> addFunction(members, name, function), members);
        }
        members.sort(Comparator.comparingInt(member -> member.position().line()));
        return members;
    }

    private static void addFunction(List<ScriptMember> members, String name, PyObject function) {
        Arity arity = Arity.of(function);
        ScriptPosition position = PythonFunction.position(function);
        if (position != null) {
            members.add(new ScriptMember(name, position, arity.required(), arity.accepted(), false));
        }
    }

    /** Jython has no global lock. */
    @Override
    public ThreadModel strongestThreadModel() {
        return ThreadModel.PARALLEL;
    }

    @Override
    public ScriptTarget functions() {
        return functions;
    }

    @Override
    public boolean hasHandles() {
        return connectionClass != null || functions.defines(Callback.OPEN);
    }

    @Override
    public Object open(OpenContext context, @Nullable ScriptNext next) {
        NextObject below = next == null ? null : new NextObject(next);
        if (!hasHandles()) {
            return below == null
                    ? new PythonTarget(interpreter, failures, this::pluginFunction, context)
                    : target(Py.None, below, context);
        }
        PyObject opened = opened(context, below);
        CompletionStage<?> promise = opened instanceof PyNone ? null : Promises.of(opened);
        return promise == null
                ? target(opened, below, context)
                : promise.handle((value, failure) -> {
                    if (failure != null) {
                        throw failures.of(failure, functions.position(Callback.OPEN));
                    }
                    return target(Py.java2py(value), below, context);
                });
    }

    private PyObject opened(OpenContext context, @Nullable NextObject below) {
        PyObject argument = new ConnectionObject(context);
        ConnectionClass type = connectionClass;
        if (type == null) {
            return functions.invoke(
                    Callback.OPEN, below == null ? 1 : 2, argument, below == null ? Py.None : below, Py.None);
        }
        return functions.guarded(Callback.OPEN, () -> below == null ? type.open(argument) : type.open(argument, below));
    }

    private PythonTarget target(PyObject connection, @Nullable NextObject below, OpenContext context) {
        return new PythonTarget(interpreter, failures, callback -> diskFunction(callback, connection, below), context);
    }

    /** A method of the connection if it has it, else a function of the script that takes the handle. */
    private @Nullable PythonFunction diskFunction(Callback callback, PyObject connection, @Nullable NextObject below) {
        if (callback.scope() == Callback.Scope.PLUGIN) {
            return null;
        }
        if (hasMethods(connection)) {
            PyObject method = connection.__findattr__(callback.snakeCase());
            if (method != null && method.isCallable()) {
                return new PythonFunction(method);
            }
        }
        PyObject function = moduleFunction(callback);
        if (function == null) {
            return null;
        }
        if (below == null) {
            return new PythonFunction(function, connection);
        }
        // A filter's open need not return anything.
        return connection instanceof PyNone
                ? new PythonFunction(function, below)
                : new PythonFunction(function, below, connection);
    }

    /** Whether the callbacks are methods of it: other handles, such as files, have a {@code close} of their own. */
    private static boolean hasMethods(PyObject connection) {
        return METHODS.stream().anyMatch(name -> connection.__findattr__(name) != null);
    }

    @Override
    public void close() {
        interpreter.close();
    }
}
