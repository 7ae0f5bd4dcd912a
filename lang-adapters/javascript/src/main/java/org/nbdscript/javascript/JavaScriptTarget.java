package org.nbdscript.javascript;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptTarget;

/** Calls functions of a script. */
final class JavaScriptTarget implements ScriptTarget {
    private final Map<Callback, BoundFunction> functions;
    private final GuestContext context;
    private final HostValues hostValues;
    private final GuestValues guestValues;
    private final Promises promises;
    private final @Nullable Value lentReader;
    private final @Nullable Value reader;
    private final @Nullable Value writer;

    /** Takes the bytes of a read to a buffer that has no array of its own. Used in the context. */
    private byte[] transfer = new byte[0];

    /**
     * Whether reads are given the request's own memory. Those that are answered by promises are not, from the first one
     * on: they use their buffers for longer than the call.
     */
    private volatile boolean lends = true;

    /** A target with these functions. Call it in the context. */
    JavaScriptTarget(Map<Callback, BoundFunction> functions, ScriptRuntime runtime) {
        this.functions = functions;
        this.context = runtime.context();
        this.hostValues = runtime.hostValues();
        this.guestValues = runtime.guestValues();
        this.promises = runtime.promises();
        BoundFunction pread = functions.get(Callback.PREAD);
        BoundFunction pwrite = functions.get(Callback.PWRITE);
        this.lentReader = pread == null ? null : runtime.prelude().call("lentReader", pread.callable());
        this.reader = pread == null ? null : runtime.prelude().call("reader", pread.callable());
        this.writer = pwrite == null ? null : runtime.prelude().call("writer", pwrite.callable());
    }

    @Override
    public boolean defines(Callback callback) {
        return functions.containsKey(callback);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        BoundFunction function = functions.get(callback);
        return function == null ? null : function.position();
    }

    /** Calls a callback with arguments that are the script's own already. Call it in the context. */
    Value execute(Callback callback, Object... arguments) {
        return Objects.requireNonNull(functions.get(callback), callback::camelCase)
                .callable()
                .execute(arguments);
    }

    @Override
    public @Nullable Object call(Callback callback, Object... arguments) {
        return context.call(() -> normalize(execute(callback, hostValues.toGuest(arguments))));
    }

    private @Nullable Object normalize(Value result) {
        return Promises.isPromise(result)
                ? promises.settle(result, guestValues::normalize)
                : guestValues.normalize(result);
    }

    @Override
    public @Nullable Object read(ReadRequest request) {
        ByteBuffer memory = lends ? request.buffer() : null;
        context.enter();
        try {
            return memory != null && memory.isDirect() ? readLent(memory, request) : readOwned(request);
        } catch (RuntimeException | StackOverflowError e) {
            throw context.failure(e);
        } finally {
            context.leave();
        }
    }

    private @Nullable Object readLent(ByteBuffer memory, ReadRequest request) {
        try (LentBuffer lent = new LentBuffer(memory)) {
            Value result = callReader(lentReader, lent.guest(), request);
            if (result.isNull()) {
                if (lent.isMoved()) {
                    throw new NbdException(
                            Errno.EIO,
                            "pread has transferred its buffer, and has not returned what that became",
                            position(Callback.PREAD),
                            null);
                }
                return null;
            }
            if (Promises.isPromise(result)) {
                lends = false;
                lent.keep();
            }
            return answer(result, request);
        }
    }

    private @Nullable Object readOwned(ReadRequest request) {
        return answer(callReader(reader, request.length(), request), request);
    }

    private Value callReader(@Nullable Value function, Object buffer, ReadRequest request) {
        return Objects.requireNonNull(function, "pread")
                .execute(buffer, hostValues.offset(request.offset()), hostValues.flags(RequestFlags.NONE));
    }

    private @Nullable Object answer(Value result, ReadRequest request) {
        if (result.hasBufferElements() && result.getBufferSize() == request.length()) {
            copy(result, request.bufferToFill(), request.length());
            return null;
        }
        return normalize(result);
    }

    private void copy(Value source, ByteBuffer target, int length) {
        if (target.hasArray()) {
            source.readBuffer(0, target.array(), target.arrayOffset() + target.position(), length);
            return;
        }
        if (transfer.length < length) {
            transfer = new byte[length];
        }
        source.readBuffer(0, transfer, 0, length);
        target.put(target.position(), transfer, 0, length);
    }

    @Override
    public @Nullable CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        context.enter();
        try {
            boolean isWhole = data.position() == 0 && data.limit() == data.capacity();
            Value result = Objects.requireNonNull(writer, "pwrite")
                    .execute(
                            isWhole ? data : data.slice(),
                            data.remaining(),
                            hostValues.offset(offset),
                            hostValues.flags(flags));
            return result.isNull() ? null : promises.settle(result, ignored -> true);
        } catch (RuntimeException | StackOverflowError e) {
            throw context.failure(e);
        } finally {
            context.leave();
        }
    }
}
