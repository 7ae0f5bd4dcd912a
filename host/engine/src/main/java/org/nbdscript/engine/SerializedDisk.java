package org.nbdscript.engine;

import java.nio.ByteBuffer;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.StatusSink;

/** A disk whose calls are made one at a time, under a lock that it may share with others. */
final class SerializedDisk extends ForwardingDisk {
    private final RequestLock lock;

    SerializedDisk(Disk next, RequestLock lock) {
        super(next);
        this.lock = lock;
    }

    @Override
    public void read(ReadRequest request) {
        lock.lock();
        try {
            next.read(request);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        lock.lock();
        try {
            next.write(data, offset, flags);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            next.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        lock.lock();
        try {
            next.trim(offset, length, flags);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        lock.lock();
        try {
            next.zero(offset, length, flags);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        lock.lock();
        try {
            next.extents(offset, length, flags, extents);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void blockStatus(String context, long offset, long length, RequestFlags flags, StatusSink statuses) {
        lock.lock();
        try {
            next.blockStatus(context, offset, length, flags, statuses);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long size() {
        lock.lock();
        try {
            return next.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resize(long size) {
        lock.lock();
        try {
            next.resize(size);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cache(long offset, long length) {
        lock.lock();
        try {
            next.cache(offset, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            next.close();
        } finally {
            lock.unlock();
        }
    }
}
