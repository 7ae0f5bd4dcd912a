package org.nbdscript.jython;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptTarget;
import org.python.core.PyMemoryView;
import org.python.core.PyNone;
import org.python.core.PyObject;

/** Calls callbacks of a script: all are looked up when it is made, so that a call looks up nothing. */
final class PythonTarget implements ScriptTarget {
    private static final FlagsValue NO_FLAGS = FlagsValue.of(RequestFlags.NONE);

    private final Interpreter interpreter;
    private final PythonFailures failures;
    private final Map<Callback, PythonFunction> functions = new EnumMap<>(Callback.class);
    private final @Nullable ConnectionContext connection;
    /** Of the reads and writes whose promises are not settled yet. */
    private final Set<Lease> pending = ConcurrentHashMap.newKeySet();

    /**
     * A target.
     *
     * @param lookup finds a callback, or null
     * @param connection the connection that its calls belong to; null for the plugin's
     */
    PythonTarget(
            Interpreter interpreter,
            PythonFailures failures,
            Function<Callback, @Nullable PythonFunction> lookup,
            @Nullable ConnectionContext connection) {
        this.interpreter = interpreter;
        this.failures = failures;
        this.connection = connection;
        for (Callback callback : Callback.values()) {
            PythonFunction function = lookup.apply(callback);
            if (function != null) {
                functions.put(callback, function);
            }
        }
        if (connection != null) {
            connection.onClose(() -> pending.forEach(Lease::end));
        }
    }

    @Override
    public boolean defines(Callback callback) {
        return functions.containsKey(callback);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        PythonFunction function = functions.get(callback);
        return function == null ? null : function.position();
    }

    @Override
    public @Nullable Object call(Callback callback, Object... arguments) {
        PyObject[] given = new PyObject[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            given[i] = HostValues.argument(arguments[i]);
        }
        PyObject result = invoke(callback, function -> function.call(interpreter.thread(), given));
        CompletionStage<?> promise = result instanceof PyNone ? null : Promises.of(result);
        return promise == null
                ? normalize(callback, PythonValues.TEXT, result)
                : promise.handle((value, failure) -> settled(callback, PythonValues.TEXT, value, failure));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The buffer itself, not bytes that Python finds equal.
    public @Nullable Object read(ReadRequest request) {
        ByteBuffer bytes = request.bufferToFill();
        Lease lease = new Lease(bytes);
        PyMemoryView buffer = LentBytes.view(bytes, lease);
        CompletionStage<?> promise = null;
        try {
            PyObject result = invoke(Callback.PREAD, 3, buffer, HostValues.integer(request.offset()), NO_FLAGS);
            if (result instanceof PyNone || result == buffer) {
                lease.zero();
                return null;
            }
            promise = Promises.of(result);
            return promise == null
                    ? normalize(Callback.PREAD, PythonValues.DATA, result)
                    : settle(
                            Callback.PREAD,
                            PythonValues.DATA,
                            promise.thenApply(value -> value == buffer ? null : value),
                            lease);
        } finally {
            if (promise == null) {
                lease.end();
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        Lease lease = new Lease();
        PyMemoryView buffer = LentBytes.view(data.asReadOnlyBuffer(), lease);
        CompletionStage<?> promise = null;
        try {
            PyObject result = invoke(Callback.PWRITE, 3, buffer, HostValues.integer(offset), FlagsValue.of(flags));
            promise = result instanceof PyNone ? null : Promises.of(result);
            return promise == null ? null : settle(Callback.PWRITE, PythonValues.TEXT, promise, lease);
        } finally {
            if (promise == null) {
                lease.end();
            }
        }
    }

    /** Keeps the buffer valid until the promise is settled, or until nobody waits for it any more. */
    private CompletionStage<?> settle(Callback callback, PythonValues kind, CompletionStage<?> promise, Lease lease) {
        pending.add(lease);
        return promise.handle((value, failure) -> {
            try {
                lease.zero();
                return settled(callback, kind, value, failure);
            } finally {
                pending.remove(lease);
                lease.end();
            }
        });
    }

    private @Nullable Object settled(
            Callback callback, PythonValues kind, @Nullable Object value, @Nullable Throwable failure) {
        if (failure != null) {
            throw failures.of(failure, position(callback));
        }
        return guarded(callback, () -> kind.normalizeJava(value));
    }

    private @Nullable Object normalize(Callback callback, PythonValues kind, PyObject result) {
        // A generator runs the script's code here.
        return result instanceof PyNone ? null : guarded(callback, () -> kind.normalize(result));
    }

    /** Calls a callback with as many of the arguments as it takes; the first {@code count} ones are there. */
    PyObject invoke(Callback callback, int count, PyObject first, PyObject second, PyObject third) {
        return invoke(callback, function -> function.call(interpreter.thread(), count, first, second, third));
    }

    private PyObject invoke(Callback callback, Function<PythonFunction, PyObject> call) {
        PythonFunction function = functions.get(callback);
        if (function == null) {
            throw new IllegalStateException(callback + " is not defined");
        }
        return Objects.requireNonNull(guarded(callback, () -> call.apply(function)));
    }

    /**
     * Runs code of the script, in its interpreter and for its connection, and makes an NbdException of what it raises.
     */
    <T extends @Nullable Object> T guarded(Callback callback, Supplier<T> code) {
        ConnectionContext outer = CurrentConnection.set(connection);
        try {
            return interpreter.run(code);
        } catch (RuntimeException | Error e) {
            throw failures.of(e, position(callback));
        } finally {
            CurrentConnection.set(outer);
        }
    }
}
