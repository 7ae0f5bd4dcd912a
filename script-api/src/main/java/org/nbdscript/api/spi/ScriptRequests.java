package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/** The requests of one connection, carried to a target of the script. */
final class ScriptRequests {
    private final ScriptTarget target;
    private final ScriptCalls calls;
    private final OpenContext context;

    /** What calls do that return no promise. */
    private final Blocking synchronous;

    /**
     * Calls may park until one has shown that it does not, since a promise that never settles must not hold the
     * connection; and they do from the first promise on. A race only delays a change.
     */
    private volatile Blocking blocking;

    private boolean isKnown;

    ScriptRequests(Script script, ScriptTarget target, OpenContext context, Blocking blocking) {
        this.target = target;
        this.calls = new ScriptCalls(target, script.naming());
        this.context = context;
        this.synchronous = blocking;
        this.blocking = blocking == Blocking.NEVER ? Blocking.PARKS : blocking;
    }

    ScriptCalls calls() {
        return calls;
    }

    boolean defines(Callback callback) {
        return target.defines(callback);
    }

    /** What it says it can, or the fallback if it says nothing. */
    boolean can(Callback callback, boolean fallback) {
        return calls.callOr(fallback, context, callback, CallbackResult::bool);
    }

    /** How it says that something is done, or the fallback if it says nothing. */
    Support support(Callback callback, Support fallback) {
        return calls.callOr(fallback, context, callback, CallbackResult::support);
    }

    /**
     * The block sizes that are declared, or else those that it says, or else the fallback. What is declared was checked
     * before any disk was open, so that no disk may say anything else.
     */
    @Nullable
    BlockSize blockSize(@Nullable BlockSize declared, @Nullable BlockSize fallback) {
        if (!defines(Callback.BLOCK_SIZE)) {
            return declared == null ? fallback : declared;
        }
        BlockSize said = calls.<@Nullable BlockSize>call(context, Callback.BLOCK_SIZE, CallbackResult::blockSize);
        if (declared == null || said == null || said.equals(declared)) {
            return declared == null ? said : declared;
        }
        return calls.convert(Callback.BLOCK_SIZE, said, ignored -> {
            throw new IllegalArgumentException("returned " + BlockSizes.describe(said) + ", but the script declares "
                    + BlockSizes.describe(declared));
        });
    }

    Blocking blocking() {
        return blocking;
    }

    void read(ReadRequest request) {
        Object result = target.read(request);
        if (result == null) {
            learnSynchronous();
            return;
        }
        Object parts = settle(result);
        if (parts != null) {
            calls.convert(Callback.PREAD, parts, value -> {
                CallbackResult.read(parts, request);
                return parts;
            });
        }
    }

    void write(ByteBuffer data, long offset, RequestFlags flags) {
        CompletionStage<?> pending = target.write(data, offset, flags);
        if (pending == null) {
            learnSynchronous();
        } else {
            settle(pending);
        }
    }

    private void learnSynchronous() {
        if (!isKnown) {
            isKnown = true;
            blocking = synchronous;
        }
    }

    void flush() {
        call(Callback.FLUSH, RequestFlags.NONE);
    }

    void trim(long offset, long length, RequestFlags flags) {
        call(Callback.TRIM, length, offset, flags);
    }

    void zero(long offset, long length, RequestFlags flags) {
        call(Callback.ZERO, length, offset, flags);
    }

    void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        Object result = call(Callback.EXTENTS, length, offset, flags);
        calls.convert(Callback.EXTENTS, result, value -> {
            CallbackResult.extents(value, extents);
            return value;
        });
    }

    void blockStatus(String name, long offset, long length, RequestFlags flags, StatusSink statuses) {
        Object result = call(Callback.BLOCK_STATUS, name, length, offset, flags);
        calls.convert(Callback.BLOCK_STATUS, result, value -> {
            CallbackResult.statuses(value, statuses);
            return value;
        });
    }

    void resize(long size) {
        call(Callback.RESIZE, size);
    }

    void cache(long offset, long length) {
        if (calls.defines(Callback.CACHE)) {
            call(Callback.CACHE, length, offset, RequestFlags.NONE);
        }
    }

    void close() {
        if (calls.defines(Callback.CLOSE)) {
            call(Callback.CLOSE);
        }
    }

    private @Nullable Object call(Callback callback, Object... arguments) {
        Object result = target.call(callback, arguments);
        return result instanceof CompletionStage<?> ? settle(result) : result;
    }

    /** A promise that is settled already was not waited for. */
    private @Nullable Object settle(Object result) {
        if (result instanceof CompletableFuture<?> promise && promise.isDone()) {
            learnSynchronous();
        } else if (result instanceof CompletionStage<?>) {
            isKnown = true;
            blocking = Blocking.PARKS;
        }
        return ScriptCalls.settle(context, result);
    }
}
