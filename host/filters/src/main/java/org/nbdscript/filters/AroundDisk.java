package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** A disk that does the same around each call, whichever it is. */
abstract class AroundDisk extends ForwardingDisk {
    AroundDisk(Disk next) {
        super(next);
    }

    /** The disk below. */
    final Disk next() {
        return next;
    }

    /**
     * Makes a call, or does not.
     *
     * @param offset the first byte; 0 for a flush
     * @param length the bytes; 0 for a flush
     * @param call to be run for the call to be made
     */
    abstract void around(Operation operation, long offset, long length, RequestFlags flags, Runnable call);

    @Override
    public void read(ReadRequest request) {
        around(Operation.PREAD, request.offset(), request.length(), RequestFlags.NONE, () -> next.read(request));
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        around(Operation.PWRITE, offset, data.remaining(), flags, () -> next.write(data, offset, flags));
    }

    @Override
    public void flush() {
        around(Operation.FLUSH, 0, 0, RequestFlags.NONE, next::flush);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        around(Operation.TRIM, offset, length, flags, () -> next.trim(offset, length, flags));
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        around(Operation.ZERO, offset, length, flags, () -> next.zero(offset, length, flags));
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        around(Operation.EXTENTS, offset, length, flags, () -> next.extents(offset, length, flags, extents));
    }

    @Override
    public void cache(long offset, long length) {
        around(Operation.CACHE, offset, length, RequestFlags.NONE, () -> next.cache(offset, length));
    }
}
