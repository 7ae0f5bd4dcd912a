package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ShiftedRead;
import org.nbdscript.api.StatusSink;

/** A range of a disk. */
final class OffsetDisk extends ForwardingDisk {
    private final long start;
    private final long size;

    OffsetDisk(Disk next, long start, long size) {
        super(next);
        this.start = start;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(ReadRequest request) {
        next.read(new ShiftedRead(request, start));
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset + start, flags);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        next.trim(offset + start, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        next.zero(offset + start, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        next.extents(offset + start, length, flags, (first, count, type) -> extents.add(first - start, count, type));
    }

    @Override
    public void cache(long offset, long length) {
        next.cache(offset + start, length);
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        next.blockStatus(
                context,
                offset + start,
                length,
                flags,
                (first, count, status) -> statuses.add(first - start, count, status));
    }

    /** The size is the range's. */
    @Override
    public void resize(long newSize) {
        throw new NbdException(Errno.EPERM, "the size of a range of a disk is fixed");
    }
}
