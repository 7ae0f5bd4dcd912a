package org.nbdscript.engine;

import java.nio.ByteBuffer;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;

/**
 * Makes any request fit the block sizes of the disk that it is around. What is too long is split; a read of parts of
 * blocks reads the whole ones; a write of parts of blocks reads these, changes them and writes them back, while all
 * other changes of them wait; data that does not lie in memory as the disk wants it is copied. A request that fits as
 * it is goes through untouched.
 */
final class AligningDisk extends ForwardingDisk {
    /** The longest piece that is copied, unless a block is longer. */
    private static final int PIECE = 1 << 20;

    private final ConnectionContext context;
    private final RangeLocks locks;
    private final long mask;
    private final long maximum;
    private final AlignedBuffers buffers;

    private AligningDisk(Disk next, BlockSize sizes, ConnectionContext context, RangeLocks locks) {
        super(next);
        this.context = context;
        this.locks = locks;
        this.mask = sizes.minimum() - 1L;
        this.maximum = sizes.maximum() == BlockSize.UNLIMITED ? Integer.MAX_VALUE : sizes.maximum();
        this.buffers =
                new AlignedBuffers((int) Math.min(maximum, Math.max(PIECE, sizes.minimum())), sizes.memoryAlignment());
    }

    /**
     * The disk itself if it takes any request, or all that will come.
     *
     * @param alignment for {@link Alignment#REFUSE} only the place of data in memory is seen to: all else was refused
     * @param context of the connection that has opened it
     * @param locks of all disks that may be the same one
     */
    static Disk around(Disk next, Alignment alignment, ConnectionContext context, RangeLocks locks) {
        BlockSize sizes = next.blockSize();
        if (sizes == null || (sizes.memoryAlignment() == 1 && alignment == Alignment.REFUSE)) {
            return next;
        }
        boolean takesAll =
                sizes.minimum() == 1 && sizes.memoryAlignment() == 1 && sizes.maximum() == BlockSize.UNLIMITED;
        return takesAll ? next : new AligningDisk(next, sizes, context, locks);
    }

    private long down(long offset) {
        return offset & ~mask;
    }

    /** Does not go past the end: the size is a multiple of the block. */
    private long up(long offset) {
        return (offset + mask) & ~mask;
    }

    private boolean isAligned(long offset, long length) {
        return ((offset | length) & mask) == 0;
    }

    @Override
    public void read(ReadRequest request) {
        boolean fits = isAligned(request.offset(), request.length()) && request.length() <= maximum;
        if (fits && buffers.takesAny()) {
            next.read(request);
            return;
        }
        ByteBuffer target = request.bufferToFill();
        long end = request.offset() + request.length();
        try (AlignedBuffers.Loan loan = buffers.borrow()) {
            for (long at = down(request.offset()); at < end; at += loan.size()) {
                int length = (int) Math.min(loan.size(), up(end) - at);
                ByteBuffer piece = loan.part(length);
                DenseRead.read(next, piece, at);
                long from = Math.max(at, request.offset());
                int count = (int) (Math.min(at + length, end) - from);
                target.put((int) (from - request.offset()), piece, (int) (from - at), count);
            }
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        long end = offset + data.remaining();
        change(offset, end, (start, until, isWhole) -> {
            ByteBuffer part = data.slice(data.position() + (int) (start - offset), (int) (until - start));
            if (isWhole) {
                writeWhole(part, start, flags);
            } else {
                writeParts(part, start, flags);
            }
        });
    }

    /** A piece of a change: whole blocks, or a part of one block. */
    private interface Change {
        void apply(long start, long end, boolean isWhole);
    }

    /** Makes a change by a part of the first block, whole blocks, and a part of the last block. */
    private void change(long start, long end, Change change) {
        RangeLocks.Range range = locks.lock(context, down(start), up(end), !isAligned(start, end));
        try {
            long wholeStart = up(start);
            long wholeEnd = down(end);
            if (wholeStart > wholeEnd || start == end) {
                change.apply(start, end, false);
                return;
            }
            if (wholeStart < wholeEnd) {
                change.apply(wholeStart, wholeEnd, true);
            }
            if (start < wholeStart) {
                change.apply(start, wholeStart, false);
            }
            if (wholeEnd < end) {
                change.apply(wholeEnd, end, false);
            }
        } finally {
            locks.unlock(range);
        }
    }

    private void writeWhole(ByteBuffer data, long offset, RequestFlags flags) {
        if (buffers.takes(data) && data.remaining() <= maximum) {
            next.write(data, offset, flags);
            return;
        }
        boolean mustCopy = !buffers.takes(data);
        long longest = maximum - maximum % (mask + 1);
        try (AlignedBuffers.Loan loan = buffers.borrow()) {
            for (long at = offset; data.hasRemaining(); ) {
                int length = (int) Math.min(mustCopy ? loan.size() : longest, data.remaining());
                ByteBuffer piece = data.slice(data.position(), length);
                next.write(mustCopy ? loan.part(length).put(piece).flip() : piece, at, flags);
                data.position(data.position() + length);
                at += length;
            }
        }
    }

    private void writeParts(ByteBuffer data, long offset, RequestFlags flags) {
        long start = down(offset);
        int length = (int) (up(offset + data.remaining()) - start);
        try (AlignedBuffers.Loan loan = buffers.borrow()) {
            ByteBuffer blocks = loan.part(length);
            DenseRead.read(next, blocks, start);
            blocks.put((int) (offset - start), data, data.position(), data.remaining());
            next.write(blocks, start, flags);
        }
    }

    /** Trims the whole blocks only: what is trimmed need not change. */
    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        long start = up(offset);
        long end = down(offset + length);
        if (start < end) {
            RangeLocks.Range range = locks.lock(context, start, end, false);
            try {
                next.trim(start, end - start, flags);
            } finally {
                locks.unlock(range);
            }
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        long end = offset + length;
        if (flags.fastZero() && up(offset) >= down(end)) {
            throw new NbdException(Errno.ENOTSUP, "a part of a block is zeroed by writing it");
        }
        RequestFlags writeFlags = flags.fua() ? RequestFlags.of(RequestFlags.FUA) : RequestFlags.NONE;
        change(offset, end, (start, until, isWhole) -> {
            if (isWhole) {
                next.zero(start, until - start, flags);
            } else {
                writeParts(ByteBuffer.allocate((int) (until - start)), start, writeFlags);
            }
        });
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        long start = down(offset);
        next.extents(start, up(offset + length) - start, flags, extents);
    }

    @Override
    public void blockStatus(String metaContext, long offset, long length, RequestFlags flags, StatusSink statuses) {
        long start = down(offset);
        next.blockStatus(metaContext, start, up(offset + length) - start, flags, statuses);
    }

    @Override
    public void cache(long offset, long length) {
        long start = down(offset);
        next.cache(start, up(offset + length) - start);
    }
}
