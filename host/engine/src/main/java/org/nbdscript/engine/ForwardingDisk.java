package org.nbdscript.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** A disk around another one, which does all that a subclass does not do itself. */
abstract class ForwardingDisk implements Disk {
    /** The disk that this one is around. */
    protected final Disk next;

    ForwardingDisk(Disk next) {
        this.next = next;
    }

    @Override
    public long size() {
        return next.size();
    }

    @Override
    public @Nullable BlockSize blockSize() {
        return next.blockSize();
    }

    @Override
    public @Nullable String description() {
        return next.description();
    }

    @Override
    public Capabilities capabilities() {
        return next.capabilities();
    }

    @Override
    public Blocking blocking() {
        return next.blocking();
    }

    @Override
    public void read(ReadRequest request) {
        next.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        next.write(data, offset, flags);
    }

    @Override
    public void flush() {
        next.flush();
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        next.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        next.extents(offset, length, flags, extents);
    }

    @Override
    public void cache(long offset, long length) {
        next.cache(offset, length);
    }

    @Override
    public void close() {
        next.close();
    }
}
