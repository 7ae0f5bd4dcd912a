package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.Naming;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.Service;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/** The disk of a script: one connection's calls, carried to a target of the script. */
final class ScriptDisk implements Disk, CallbackPlaces {
    private final ScriptTarget target;
    private final ScriptCalls calls;
    private final OpenContext context;
    private final HostServices services;
    private final String announcement;
    private final @Nullable BlockSize blockSize;
    private final @Nullable String description;
    private final Capabilities capabilities;
    private final List<MetaContext> metaContexts;

    /** What calls do that return no promise. */
    private final Blocking synchronous;

    /**
     * Calls may park until one has shown that it does not, since a promise that never settles must not hold the
     * connection; and they do from the first promise on. A race only delays a change.
     */
    private volatile Blocking blocking;

    private boolean isKnown;

    /** How often the host was told of new sizes when the size was asked. */
    private volatile int sizeChanges;

    private volatile long size;

    /** Asks the target all that is asked once. */
    ScriptDisk(Script script, ScriptTarget target, OpenContext context, Blocking blocking, HostServices services) {
        this.target = target;
        this.calls = new ScriptCalls(target, script.naming());
        this.context = context;
        this.services = services;
        this.announcement = script.naming().nameOf(Service.SIZE_CHANGED);
        this.synchronous = blocking;
        this.blocking = blocking == Blocking.NEVER ? Blocking.PARKS : blocking;
        requireCallbacks(script);
        this.sizeChanges = services.sizeChanges();
        this.size = askSize();
        this.blockSize = calls.defines(Callback.BLOCK_SIZE)
                ? calls.call(context, Callback.BLOCK_SIZE, CallbackResult::blockSize)
                : null;
        this.description = calls.defines(Callback.EXPORT_DESCRIPTION)
                ? calls.call(context, Callback.EXPORT_DESCRIPTION, CallbackResult::text)
                : null;
        this.capabilities = askCapabilities();
        this.metaContexts = askMetaContexts(script);
    }

    private void requireCallbacks(Script script) {
        for (Callback callback : Callback.values()) {
            if (callback.isRequired() && !target.defines(callback)) {
                ScriptPosition open = script.functions().position(Callback.OPEN);
                throw new NbdException(
                        Errno.EIO,
                        script.naming().nameOf(callback)
                                + " is missing, without which there is no disk: neither what open"
                                + " returned nor the script has it",
                        open,
                        null);
            }
        }
    }

    private Capabilities askCapabilities() {
        boolean flush = can(Callback.CAN_FLUSH, calls.defines(Callback.FLUSH));
        boolean zero = can(Callback.CAN_ZERO, calls.defines(Callback.ZERO));
        return Capabilities.builder()
                .canWrite(!context.isReadOnly() && can(Callback.CAN_WRITE, calls.defines(Callback.PWRITE)))
                .canFlush(flush)
                .isRotational(can(Callback.IS_ROTATIONAL, false))
                .canTrim(can(Callback.CAN_TRIM, calls.defines(Callback.TRIM)))
                .zero(zero ? Support.NATIVE : Support.EMULATE)
                .canFastZero(can(Callback.CAN_FAST_ZERO, !zero))
                .canResize(calls.defines(Callback.RESIZE))
                .canExtents(can(Callback.CAN_EXTENTS, calls.defines(Callback.EXTENTS)))
                .fua(support(Callback.CAN_FUA, flush ? Support.EMULATE : Support.NONE))
                .canMultiConn(can(Callback.CAN_MULTI_CONN, false))
                .cache(support(Callback.CAN_CACHE, calls.defines(Callback.CACHE) ? Support.NATIVE : Support.NONE))
                .build();
    }

    private List<MetaContext> askMetaContexts(Script script) {
        List<MetaContext> contexts =
                calls.callOr(List.of(), context, Callback.META_CONTEXTS, CallbackResult::metaContexts);
        if (!contexts.isEmpty() && !calls.defines(Callback.BLOCK_STATUS)) {
            Naming naming = script.naming();
            throw new NbdException(
                    Errno.EIO,
                    naming.nameOf(Callback.META_CONTEXTS) + " names contexts, but there is no "
                            + naming.nameOf(Callback.BLOCK_STATUS) + " to answer for them",
                    target.position(Callback.META_CONTEXTS),
                    null);
        }
        return contexts;
    }

    private boolean can(Callback callback, boolean fallback) {
        return calls.callOr(fallback, context, callback, CallbackResult::bool);
    }

    private Support support(Callback callback, Support fallback) {
        return calls.callOr(fallback, context, callback, CallbackResult::support);
    }

    private long askSize() {
        return calls.call(context, Callback.GET_SIZE, CallbackResult::size);
    }

    @Override
    public @Nullable ScriptPosition position(Callback callback) {
        return target.position(callback);
    }

    @Override
    public long size() {
        int changes = services.sizeChanges();
        if (changes != sizeChanges) {
            size = askSize();
            sizeChanges = changes;
        }
        return size;
    }

    @Override
    public void resize(long newSize) {
        call(Callback.RESIZE, newSize);
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return blockSize;
    }

    @Override
    public @Nullable String description() {
        return description;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Blocking blocking() {
        return blocking;
    }

    @Override
    public void read(ReadRequest request) {
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

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
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

    @Override
    public void flush() {
        call(Callback.FLUSH, RequestFlags.NONE);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        call(Callback.TRIM, length, offset, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        call(Callback.ZERO, length, offset, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        Object result = call(Callback.EXTENTS, length, offset, flags);
        calls.convert(Callback.EXTENTS, result, value -> {
            CallbackResult.extents(value, extents);
            return value;
        });
    }

    @Override
    public List<MetaContext> metaContexts() {
        return metaContexts;
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        Object result = call(Callback.BLOCK_STATUS, context, length, offset, flags);
        calls.convert(Callback.BLOCK_STATUS, result, value -> {
            CallbackResult.statuses(value, statuses);
            return value;
        });
    }

    @Override
    public void cache(long offset, long length) {
        if (calls.defines(Callback.CACHE)) {
            call(Callback.CACHE, length, offset, RequestFlags.NONE);
        }
    }

    @Override
    public void close() {
        warnIfSizeChanged();
        if (calls.defines(Callback.CLOSE)) {
            call(Callback.CLOSE);
        }
    }

    /** Clients were told the size once; a script that means to change it would lose what lies beyond, in silence. */
    private void warnIfSizeChanged() {
        try {
            long known = size();
            long last = askSize();
            if (last != known) {
                ScriptPosition position = target.position(Callback.GET_SIZE);
                services.warn((position == null ? "" : position + ": ") + "the size is " + last + " bytes now, but was "
                        + known + " when it was asked; clients have kept that: a new size is announced by "
                        + announcement);
            }
        } catch (NbdException e) {
            services.debug("the size could not be asked again: " + e.text());
        }
    }

    private @Nullable Object call(Callback callback, Object... arguments) {
        Object result = target.call(callback, arguments);
        return result instanceof CompletionStage<?> ? settle(result) : result;
    }

    private @Nullable Object settle(Object result) {
        if (result instanceof CompletionStage<?>) {
            isKnown = true;
            blocking = Blocking.PARKS;
        }
        return ScriptCalls.settle(context, result);
    }
}
