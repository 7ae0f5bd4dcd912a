package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** A disk of which some ranges stay as they are. What writes the same as is there already changes nothing. */
final class ProtectDisk extends ForwardingDisk {
    private static final int PIECE = 1 << 18;

    private final List<ByteRange> ranges;

    ProtectDisk(Disk next, List<ByteRange> ranges) {
        super(next);
        this.ranges = ranges;
    }

    /**
     * Throws if a protected byte would change.
     *
     * @param data what is to be there; null for zeroes
     */
    private void requireUnchanged(@Nullable ByteBuffer data, long offset, long length) {
        for (ByteRange range : ranges) {
            if (range.overlaps(offset, length)) {
                compare(range, data, offset, length);
            }
        }
    }

    /** Reads whole pieces of the request, so that the alignment of the disk below is kept. */
    private void compare(ByteRange range, @Nullable ByteBuffer data, long offset, long length) {
        ByteBuffer there = ByteBuffer.allocate((int) Math.min(PIECE, length));
        for (long done = 0; done < length; done += there.limit()) {
            there.clear().limit((int) Math.min(PIECE, length - done));
            long start = offset + done;
            if (range.overlaps(start, there.limit())) {
                DenseRead.read(next, there, start);
                int from = (int) Math.max(0, range.first() - start);
                int to = (int) Math.min(there.limit() - 1L, range.last() - start) + 1;
                requireEqual(there, from, to, data == null ? null : data.slice((int) done, there.limit()), start);
            }
        }
    }

    private static void requireEqual(ByteBuffer there, int from, int to, @Nullable ByteBuffer data, long start) {
        for (int i = from; i < to; i++) {
            if (there.get(i) != (data == null ? 0 : data.get(i))) {
                throw new NbdException(
                        Errno.EPERM, "protect: the byte at offset " + (start + i) + " is protected from changes");
            }
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        requireUnchanged(data.slice(), offset, data.remaining());
        next.write(data, offset, flags);
    }

    /** What a trimmed range reads as is undefined, so nothing of it may be protected. */
    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        for (ByteRange range : ranges) {
            if (range.overlaps(offset, length)) {
                throw new NbdException(
                        Errno.EPERM,
                        "protect: the byte at offset " + Math.max(offset, range.first())
                                + " is protected from changes");
            }
        }
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        requireUnchanged(null, offset, length);
        next.zero(offset, length, flags);
    }
}
