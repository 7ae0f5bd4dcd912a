package org.nbdscript.filters;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.RequestFlags;

/** The extents of a disk some of whose blocks are elsewhere. For one call. */
final class OverlaidExtents {
    private final Disk below;
    private final int blockSize;
    private final LongFunction<@Nullable ExtentType> overlay;
    private final RequestFlags flags;
    private final ExtentSink extents;
    private boolean isWanted = true;
    private long reached;

    /**
     * Of a disk.
     *
     * @param overlay what a block is that is elsewhere; null for one that is below
     */
    OverlaidExtents(
            Disk below,
            int blockSize,
            LongFunction<@Nullable ExtentType> overlay,
            RequestFlags flags,
            ExtentSink extents) {
        this.below = below;
        this.blockSize = blockSize;
        this.overlay = overlay;
        this.flags = flags;
        this.extents = extents;
    }

    /** Tells those of a range. */
    void tell(long offset, long length) {
        long end = offset + length;
        reached = offset;
        while (isWanted && reached < end) {
            long at = reached;
            long block = at / blockSize;
            ExtentType type = overlay.apply(block);
            if (type == null) {
                tellBelow(at, endBelow(block, end));
            } else {
                long stop = Math.min(end, (block + 1) * blockSize);
                isWanted = extents.add(at, stop - at, type);
                reached = stop;
            }
        }
    }

    private long endBelow(long first, long end) {
        long block = first;
        long last = (end - 1) / blockSize;
        while (block < last && overlay.apply(block + 1) == null) {
            block++;
        }
        return Math.min(end, (block + 1) * blockSize);
    }

    private void tellBelow(long at, long end) {
        below.extents(at, end - at, flags, (first, count, type) -> {
            long start = Math.max(at, first);
            long stop = Math.min(end, first + count);
            if (isWanted && start < stop) {
                isWanted = extents.add(start, stop - start, type) && !flags.requestOne();
                reached = stop;
            }
            return isWanted && reached < end;
        });
        isWanted &= reached == end;
    }
}
