package org.nbdscript.plugins;

import java.nio.ByteBuffer;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** One hole. It has nothing to lose, so that each write is on stable storage at once. */
final class NullDisk implements Disk {
    private final long size;
    private final Capabilities capabilities;

    NullDisk(long size, boolean canWrite) {
        this.size = size;
        this.capabilities = VolatileCapabilities.of(canWrite);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void read(ReadRequest request) {
        request.hole(request.offset(), request.length());
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        // Forgotten.
    }

    @Override
    public void flush() {
        // There is nothing to bring to stable storage.
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        // It is a hole already.
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        // It reads as zeroes already.
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        extents.add(offset, length, ExtentType.HOLE_ZERO);
    }

    @Override
    public void cache(long offset, long length) {
        // Nothing is nearer than nothing.
    }
}
