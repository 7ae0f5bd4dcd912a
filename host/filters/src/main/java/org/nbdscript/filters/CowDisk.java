package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

/** A disk that can be written, over one that is not. */
final class CowDisk extends ForwardingDisk {
    private final CowOverlay overlay;
    private final boolean keepsCached;
    private final BooleanSupplier keepsRead;
    private final Runnable onClose;
    private final Capabilities capabilities;

    /**
     * A disk over the one below.
     *
     * @param onClose run when the disk below is closed
     */
    CowDisk(Disk next, CowOverlay overlay, boolean keepsCached, BooleanSupplier keepsRead, Runnable onClose) {
        super(next);
        this.onClose = onClose;
        this.overlay = overlay;
        this.keepsCached = keepsCached;
        this.keepsRead = keepsRead;
        Capabilities below = super.capabilities();
        this.capabilities = below.toBuilder()
                .canWrite(true)
                .canFlush(true)
                .canTrim(true)
                .zero(Support.NATIVE)
                .canFastZero(true)
                .canExtents(true)
                .fua(Support.NATIVE)
                .canMultiConn(true)
                .cache(keepsCached ? Support.NATIVE : below.cache())
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

    private void forEachBlock(long offset, long length, BlockGrid.Piece action) {
        new BlockGrid(overlay.blockSize()).forEachBlock(offset, length, action);
    }

    /**
     * The end of the blocks from an offset on that are as the first one, copied or not. A block may be copied at any
     * time, so the caller says what it took the first one for.
     */
    private long endOfRun(long offset, long end, boolean isCopied) {
        long block = offset / overlay.blockSize();
        long last = (end - 1) / overlay.blockSize();
        while (block < last && overlay.isCopied(block + 1) == isCopied) {
            block++;
        }
        return Math.min(end, (block + 1) * overlay.blockSize());
    }

    @Override
    public void read(ReadRequest request) {
        long offset = request.offset();
        long end = offset + request.length();
        if (keepsRead.getAsBoolean()) {
            forEachBlock(offset, request.length(), (at, length, block) -> overlay.copy(block, next));
        }
        if (!overlay.isCopied(offset / overlay.blockSize()) && endOfRun(offset, end, false) == end) {
            next.read(request);
            return;
        }
        ByteBuffer buffer = request.buffer();
        for (long at = offset; at < end; ) {
            boolean isCopied = overlay.isCopied(at / overlay.blockSize());
            long stop = endOfRun(at, end, isCopied);
            ByteBuffer part = buffer.slice((int) (at - offset), (int) (stop - at));
            if (isCopied) {
                overlay.read(part, at);
            } else {
                DenseRead.read(next, part, at);
            }
            at = stop;
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer bytes = data.slice();
        forEachBlock(
                offset,
                bytes.remaining(),
                (at, length, block) -> overlay.write(bytes.slice((int) (at - offset), length), at, next));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        forEachBlock(offset, length, (at, count, block) -> overlay.zero(at, count, next));
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        zero(offset, length, flags);
    }

    /** What was written is gone with the server anyway. */
    @Override
    public void flush() {}

    @Override
    public void cache(long offset, long length) {
        if (keepsCached) {
            forEachBlock(offset, length, (at, count, block) -> overlay.copy(block, next));
        } else {
            next.cache(offset, length);
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        new OverlaidExtents(next, overlay.blockSize(), this::typeOf, flags, extents).tell(offset, length);
    }

    private @Nullable ExtentType typeOf(long block) {
        if (!overlay.isCopied(block)) {
            return null;
        }
        return overlay.isZero(block) ? ExtentType.HOLE_ZERO : ExtentType.DATA;
    }

    /** What is said below is not about what was written here. */
    @Override
    public List<MetaContext> metaContexts() {
        return List.of();
    }

    /** The size is the filter's. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, "cow: the size is fixed");
    }

    @Override
    public void close() {
        try {
            next.close();
        } finally {
            onClose.run();
        }
    }
}
