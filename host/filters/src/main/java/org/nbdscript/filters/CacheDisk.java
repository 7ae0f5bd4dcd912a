package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** One client's way through a cache. */
final class CacheDisk extends ForwardingDisk {
    private final CacheStore store;
    private final CacheMode mode;
    private final BooleanSupplier keepsRead;
    private final Runnable onClose;
    private final Capabilities capabilities;

    /**
     * A client's way.
     *
     * @param onClose run before the disk below is closed
     */
    CacheDisk(Disk next, CacheStore store, CacheMode mode, BooleanSupplier keepsRead, Runnable onClose) {
        super(next);
        this.store = store;
        this.mode = mode;
        this.keepsRead = keepsRead;
        this.onClose = onClose;
        Capabilities below = super.capabilities();
        this.capabilities = below.toBuilder()
                .canFlush(below.canWrite())
                .fua(below.canWrite() ? Support.NATIVE : below.fua())
                .cache(Support.NATIVE)
                .build();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** The temporary file is a file. */
    @Override
    public Blocking blocking() {
        return Blocking.PINS;
    }

    @Override
    public void read(ReadRequest request) {
        long offset = request.offset();
        if (keepsRead.getAsBoolean()) {
            store.grid().forEachBlock(offset, request.length(), (at, length, block) -> store.keep(block, next));
        }
        if (isAllBelow(offset, request.length())) {
            next.read(request);
            return;
        }
        ByteBuffer buffer = request.buffer();
        store.grid()
                .forEachBlock(
                        offset,
                        request.length(),
                        (at, length, block) -> store.read(buffer.slice((int) (at - offset), length), at, block, next));
    }

    private boolean isAllBelow(long offset, int length) {
        boolean[] isBelow = {true};
        store.grid().forEachBlock(offset, length, (at, count, block) -> isBelow[0] &= !store.contains(block));
        return isBelow[0];
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer bytes = data.slice();
        store.grid()
                .forEachBlock(
                        offset,
                        bytes.remaining(),
                        (at, length, block) ->
                                store.write(bytes.slice((int) (at - offset), length), at, block, next, flags));
    }

    @Override
    public void flush() {
        if (mode == CacheMode.UNSAFE) {
            return;
        }
        store.writeBack(next);
        if (next.capabilities().canFlush()) {
            next.flush();
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        changeBlocks(
                offset,
                length,
                (at, count) -> next.zero(at, count, flags),
                (at, count, block) -> store.write(Zeroes.exactly(count), at, block, next, withoutHints(flags)));
    }

    private static RequestFlags withoutHints(RequestFlags flags) {
        return flags.fua() ? RequestFlags.of(RequestFlags.FUA) : RequestFlags.NONE;
    }

    /** Parts of blocks are left as they are, since nobody may rely on what they read as. */
    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        changeBlocks(offset, length, (at, count) -> next.trim(at, count, flags), (at, count, block) -> {});
    }

    private void changeBlocks(long offset, long length, CacheStore.Change whole, BlockGrid.Piece part) {
        int blockSize = store.blockSize();
        long end = offset + length;
        long first = Math.ceilDiv(offset, blockSize);
        long last = end == size() ? Math.ceilDiv(end, blockSize) : end / blockSize;
        if (first >= last) {
            store.grid().forEachBlock(offset, length, part);
            return;
        }
        store.change(first, last, whole);
        store.grid().forEachBlock(offset, first * blockSize - offset, part);
        long tail = Math.min(last * blockSize, end);
        store.grid().forEachBlock(tail, end - tail, part);
    }

    @Override
    public void cache(long offset, long length) {
        store.grid().forEachBlock(offset, length, (at, count, block) -> store.keep(block, next));
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        new OverlaidExtents(
                        next,
                        store.blockSize(),
                        block -> store.contains(block) ? ExtentType.DATA : null,
                        flags,
                        extents)
                .tell(offset, length);
    }

    /** The size is that of the cache. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, "cache: the size is fixed");
    }

    @Override
    public void close() {
        try {
            onClose.run();
        } finally {
            next.close();
        }
    }
}
