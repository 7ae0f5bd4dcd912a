package org.nbdscript.api.spi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;
import org.nbdscript.api.Support;

/**
 * The disk of a script's filter: what the script defines goes to it, all else straight to what lies below.
 *
 * <p>What a script changes, it may lose: a script that changes what is read, and says nothing of extents, has none; one
 * that changes writes, and says nothing of zeroes, has zeroes written through it, and no trim.
 */
final class ScriptFilterDisk extends ForwardingDisk {
    private final ScriptNext below;
    private final ScriptRequests requests;
    /** What the script says; null if it is that of the disk below, which may change. */
    private final @Nullable Long size;

    private final @Nullable BlockSize blockSize;
    private final @Nullable String description;
    private final Capabilities capabilities;
    private final List<MetaContext> metaContexts;

    private ScriptFilterDisk(
            ScriptNext below, ScriptRequests requests, @Nullable BlockSize declared, OpenContext context) {
        super(below.disk());
        this.below = below;
        this.requests = requests;
        ScriptCalls calls = requests.calls();
        this.size =
                calls.defines(Callback.GET_SIZE) ? calls.call(context, Callback.GET_SIZE, CallbackResult::size) : null;
        this.blockSize = requests.blockSize(declared, next.blockSize());
        this.description = calls.defines(Callback.EXPORT_DESCRIPTION)
                ? calls.call(context, Callback.EXPORT_DESCRIPTION, CallbackResult::text)
                : next.description();
        this.capabilities = askCapabilities(context);
        // Of a disk whose bytes lie elsewhere nothing is known.
        this.metaContexts = calls.callOr(
                calls.defines(Callback.GET_SIZE) ? List.of() : next.metaContexts(),
                context,
                Callback.META_CONTEXTS,
                CallbackResult::metaContexts);
    }

    /** A disk; what lies below it itself if the script has nothing to say of disks. */
    static Disk above(ScriptNext below, ScriptTarget target, ScriptLayer layer, OpenContext context) {
        ScriptRequests requests = new ScriptRequests(layer.script(), target, context, layer.blocking());
        BlockSize declared = layer.declaredBlockSize();
        boolean hasCallbacks = Arrays.stream(Callback.values())
                .anyMatch(callback -> callback.scope() == Callback.Scope.DISK && target.defines(callback));
        return hasCallbacks || declared != null
                ? new ScriptFilterDisk(below, requests, declared, context)
                : below.disk();
    }

    private Capabilities askCapabilities(OpenContext context) {
        Capabilities can = next.capabilities().withEmulation();
        boolean moves = requests.defines(Callback.GET_SIZE);
        boolean changesReads = moves || requests.defines(Callback.PREAD);
        boolean changesWrites = moves || requests.defines(Callback.PWRITE);
        boolean canFlush = requests.can(Callback.CAN_FLUSH, can.canFlush());
        Support zero = zero(can, changesWrites);
        return Capabilities.builder()
                .canWrite(!context.isReadOnly() && requests.can(Callback.CAN_WRITE, can.canWrite()))
                .canFlush(canFlush)
                .isRotational(requests.can(Callback.IS_ROTATIONAL, can.isRotational()))
                .canTrim(requests.can(
                        Callback.CAN_TRIM, can.canTrim() && (!changesWrites || requests.defines(Callback.TRIM))))
                .zero(zero)
                .canFastZero(zero != Support.NONE
                        && requests.can(Callback.CAN_FAST_ZERO, zero == Support.EMULATE || can.canFastZero()))
                .canResize(can.canResize() && (!moves || requests.defines(Callback.RESIZE)))
                .canExtents(requests.can(
                        Callback.CAN_EXTENTS,
                        requests.defines(Callback.EXTENTS) || (can.canExtents() && !changesReads)))
                .fua(requests.support(Callback.CAN_FUA, fua(can, canFlush, changesWrites)))
                .canMultiConn(requests.can(Callback.CAN_MULTI_CONN, can.canMultiConn()))
                .cache(requests.support(Callback.CAN_CACHE, cache(can, changesReads)))
                .build();
    }

    private Support zero(Capabilities can, boolean changesWrites) {
        boolean isOwn = requests.defines(Callback.ZERO);
        Support fallback = !isOwn && changesWrites && can.zero() != Support.NONE ? Support.EMULATE : can.zero();
        if (!requests.defines(Callback.CAN_ZERO)) {
            return isOwn ? Support.NATIVE : fallback;
        }
        return requests.can(Callback.CAN_ZERO, true) ? Support.NATIVE : Support.EMULATE;
    }

    /** A script that writes by itself need not care for the flag: a flush comes after it. */
    private static Support fua(Capabilities can, boolean canFlush, boolean changesWrites) {
        if (!changesWrites) {
            return can.fua();
        }
        return canFlush ? Support.EMULATE : Support.NONE;
    }

    private Support cache(Capabilities can, boolean changesReads) {
        boolean isChanged = changesReads && !requests.defines(Callback.CACHE);
        return isChanged && can.cache() != Support.NONE ? Support.EMULATE : can.cache();
    }

    @Override
    public long size() {
        return size == null ? next.size() : size;
    }

    @Override
    public void resize(long newSize) {
        if (requests.defines(Callback.RESIZE)) {
            requests.resize(newSize);
        } else {
            next.resize(newSize);
        }
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
        return Blocking.stronger(requests.blocking(), next.blocking());
    }

    @Override
    public void read(ReadRequest request) {
        if (requests.defines(Callback.PREAD)) {
            requests.read(request);
        } else {
            next.read(request);
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        if (requests.defines(Callback.PWRITE)) {
            requests.write(data, offset, flags);
        } else {
            next.write(data, offset, flags);
        }
    }

    @Override
    public void flush() {
        if (requests.defines(Callback.FLUSH)) {
            requests.flush();
        } else {
            next.flush();
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        if (requests.defines(Callback.TRIM)) {
            requests.trim(offset, length, flags);
        } else {
            next.trim(offset, length, flags);
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        if (requests.defines(Callback.ZERO)) {
            requests.zero(offset, length, flags);
        } else {
            next.zero(offset, length, flags);
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        if (requests.defines(Callback.EXTENTS)) {
            requests.extents(offset, length, flags, extents);
        } else {
            next.extents(offset, length, flags, extents);
        }
    }

    @Override
    public List<MetaContext> metaContexts() {
        return metaContexts;
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        if (requests.defines(Callback.BLOCK_STATUS)) {
            requests.blockStatus(context, offset, length, flags, statuses);
        } else {
            next.blockStatus(context, offset, length, flags, statuses);
        }
    }

    @Override
    public void cache(long offset, long length) {
        if (requests.defines(Callback.CACHE)) {
            requests.cache(offset, length);
        } else {
            next.cache(offset, length);
        }
    }

    @Override
    public void close() {
        try {
            requests.close();
        } finally {
            below.end();
        }
    }
}
