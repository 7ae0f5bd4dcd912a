package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/**
 * Measures each request that succeeds. It has each call by itself, unlike an {@link AroundDisk}, which would make an
 * object for every request.
 */
final class StatsDisk extends ForwardingDisk {
    private final RequestStatistics statistics;
    private final LongSupplier nanoTime;

    StatsDisk(Disk next, RequestStatistics statistics, LongSupplier nanoTime) {
        super(next);
        this.statistics = statistics;
        this.nanoTime = nanoTime;
    }

    private void add(Operation operation, long offset, long length, long start) {
        statistics.of(operation).add(offset, length, nanoTime.getAsLong() - start);
    }

    @Override
    public void read(ReadRequest request) {
        long offset = request.offset();
        int length = request.length();
        long start = nanoTime.getAsLong();
        next.read(request);
        add(Operation.PREAD, offset, length, start);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        int length = data.remaining();
        long start = nanoTime.getAsLong();
        next.write(data, offset, flags);
        add(Operation.PWRITE, offset, length, start);
    }

    @Override
    public void flush() {
        long start = nanoTime.getAsLong();
        next.flush();
        add(Operation.FLUSH, 0, 0, start);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        long start = nanoTime.getAsLong();
        next.trim(offset, length, flags);
        add(Operation.TRIM, offset, length, start);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        long start = nanoTime.getAsLong();
        next.zero(offset, length, flags);
        add(Operation.ZERO, offset, length, start);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        long start = nanoTime.getAsLong();
        next.extents(offset, length, flags, extents);
        add(Operation.EXTENTS, offset, length, start);
    }

    @Override
    public void cache(long offset, long length) {
        long start = nanoTime.getAsLong();
        next.cache(offset, length);
        add(Operation.CACHE, offset, length, start);
    }
}
