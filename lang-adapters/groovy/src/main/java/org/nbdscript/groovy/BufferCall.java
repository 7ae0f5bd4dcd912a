package org.nbdscript.groovy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/**
 * pread or pwrite of a script, with its buffer in one of two ways.
 *
 * <p><em>Lent</em>: the request's own memory, without a copy. It is given back when the call returns: from then on
 * every use of the buffer, or of a slice of it that the script kept, fails. That costs 35 ns. While it is lent, only
 * the calling thread may use it.
 *
 * <p><em>Owned</em>: a buffer made for this call, which the script may keep and use on any thread; it costs an
 * allocation and a copy. So are the first call, calls that answer by a promise, and all calls after one of these.
 */
final class BufferCall {
    private enum Mode {
        UNDECIDED,
        LENT,
        OWNED
    }

    private final Callee callee;
    private final ScriptFailures failures;

    /** Takes a ByteBuffer, a long and RequestFlags and returns an Object. */
    private final MethodHandle handle;

    /** Goes to its last value once; a call that sees an earlier one only takes a detour. */
    private volatile Mode mode;

    BufferCall(Callback callback, Callee callee, ScriptFailures failures) {
        this.callee = callee;
        this.failures = failures;
        this.handle = callee.handle(callback, ArgumentConversion.hostType(callback));
        this.mode = callee.isAsynchronous() ? Mode.OWNED : Mode.UNDECIDED;
    }

    /** What {@link org.nbdscript.api.spi.ScriptTarget#read} returns. */
    @Nullable
    Object read(ReadRequest request) {
        ByteBuffer buffer = request.buffer();
        if (mode != Mode.LENT || !buffer.isDirect()) {
            return readOwned(request.offset(), request.length());
        }
        try (Arena call = Arena.ofConfined()) {
            ByteBuffer lent = lend(MemorySegment.ofBuffer(buffer), call);
            Object result = invoke(lent, request.offset(), RequestFlags.NONE);
            return result instanceof CompletionStage<?> stage
                    ? readAgainIfRevoked(stage, lent, request.offset(), request.length())
                    : ReadResult.of(result, lent);
        } catch (Throwable e) {
            if (isOfAnotherThread(e)) {
                return readOwned(request.offset(), request.length());
            }
            throw failures.of(e, callee.position());
        }
    }

    /** The memory as a buffer that lives as long as the call. */
    @SuppressWarnings("restricted") // The segment's bounds stay; only its life becomes shorter.
    private static ByteBuffer lend(MemorySegment memory, Arena call) {
        return memory.reinterpret(call, null).asByteBuffer();
    }

    private @Nullable Object readOwned(long offset, int length) {
        ByteBuffer owned = ByteBuffer.allocate(length);
        try {
            Object result = invoke(owned, offset, RequestFlags.NONE);
            if (result instanceof CompletionStage<?> stage) {
                return stage.handle((value, failure) -> {
                    if (failure != null) {
                        throw failures.of(failure, callee.position());
                    }
                    return ownedResult(value, owned);
                });
            }
            return ownedResult(result, owned);
        } catch (Throwable e) {
            throw failures.of(e, callee.position());
        }
    }

    /** A filled buffer of the script's own is the answer itself. */
    private static Object ownedResult(@Nullable Object result, ByteBuffer owned) {
        Object parts = ReadResult.of(result, owned);
        return parts == null ? owned.duplicate().clear() : parts;
    }

    /**
     * A script that answered at once until now, and by a promise this time: what fills the buffer later finds it given
     * back. Then the call is made again, this once, with a buffer that stays.
     */
    private CompletionStage<@Nullable Object> readAgainIfRevoked(
            CompletionStage<?> stage, ByteBuffer lent, long offset, int length) {
        return stage.<CompletionStage<@Nullable Object>>handle((value, failure) -> {
                    Object parts = failure == null ? ReadResult.of(value, lent) : null;
                    if (parts != null) {
                        return CompletableFuture.completedStage(parts);
                    }
                    if (failure != null && !isRevoked(failure)) {
                        throw failures.of(failure, callee.position());
                    }
                    Object again = readOwned(offset, length);
                    return again instanceof CompletionStage<?> second
                            ? second.thenApply(result -> result)
                            : CompletableFuture.completedStage(again);
                })
                .thenCompose(result -> result);
    }

    /** What {@link org.nbdscript.api.spi.ScriptTarget#write} returns. */
    @Nullable
    CompletionStage<?> write(ByteBuffer data, long offset, RequestFlags flags) {
        if (mode != Mode.LENT || !data.isDirect()) {
            return writeOwned(copy(data), offset, flags);
        }
        try (Arena call = Arena.ofConfined()) {
            ByteBuffer lent = lend(MemorySegment.ofBuffer(data).asReadOnly(), call);
            Object result = invoke(lent, offset, flags);
            return result instanceof CompletionStage<?> stage
                    ? writeAgainIfRevoked(stage, copy(data), offset, flags)
                    : null;
        } catch (Throwable e) {
            if (isOfAnotherThread(e)) {
                return writeOwned(copy(data), offset, flags);
            }
            throw failures.of(e, callee.position());
        }
    }

    private static ByteBuffer copy(ByteBuffer data) {
        return ByteBuffer.allocate(data.remaining())
                .put(data.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    private @Nullable CompletionStage<?> writeOwned(ByteBuffer owned, long offset, RequestFlags flags) {
        try {
            Object result = invoke(owned, offset, flags);
            return result instanceof CompletionStage<?> stage
                    ? stage.handle((value, failure) -> {
                        if (failure != null) {
                            throw failures.of(failure, callee.position());
                        }
                        return true;
                    })
                    : null;
        } catch (Throwable e) {
            throw failures.of(e, callee.position());
        }
    }

    private CompletionStage<?> writeAgainIfRevoked(
            CompletionStage<?> stage, ByteBuffer owned, long offset, RequestFlags flags) {
        return stage.<CompletionStage<?>>handle((value, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(true);
                    }
                    if (!isRevoked(failure)) {
                        throw failures.of(failure, callee.position());
                    }
                    CompletionStage<?> again = writeOwned(owned, offset, flags);
                    return again == null ? CompletableFuture.completedStage(true) : again;
                })
                .thenCompose(result -> result);
    }

    private @Nullable Object invoke(ByteBuffer buffer, long offset, RequestFlags flags) throws Throwable {
        Object result = (Object) handle.invokeExact(buffer, offset, flags);
        if (result instanceof CompletionStage<?>) {
            mode = Mode.OWNED;
        } else if (mode == Mode.UNDECIDED) {
            mode = Mode.LENT;
        }
        return result;
    }

    /** The script hands its buffer to other threads and waits for them, as parallel streams do. */
    private boolean isOfAnotherThread(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof WrongThreadException) {
                mode = Mode.OWNED;
                return true;
            }
        }
        return false;
    }

    private boolean isRevoked(Throwable thrown) {
        return isOfAnotherThread(thrown) || ScriptFailures.isOfRevokedBuffer(ScriptFailures.unwrap(thrown));
    }
}
