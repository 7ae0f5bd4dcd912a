package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.filters.DelayFilter.Operation;

/** A disk whose calls wait before they are made. */
final class DelayDisk extends ForwardingDisk {
    private final ConnectionContext context;
    private final Map<Operation, Duration> delays;
    private final boolean isFastZeroDelayed;
    private final @Nullable Path trigger;

    DelayDisk(
            Disk next,
            ConnectionContext context,
            Map<Operation, Duration> delays,
            boolean isFastZeroDelayed,
            @Nullable Path trigger) {
        super(next);
        this.context = context;
        this.delays = delays;
        this.isFastZeroDelayed = isFastZeroDelayed;
        this.trigger = trigger;
    }

    private void delay(Operation operation) {
        Duration delay = delays.get(operation);
        if (delay != null && isSwitchedOn()) {
            context.sleep(delay);
        }
    }

    private boolean isSwitchedOn() {
        return trigger == null || Files.exists(trigger);
    }

    @Override
    public Blocking blocking() {
        return Blocking.stronger(Blocking.PARKS, next.blocking());
    }

    @Override
    public void read(ReadRequest request) {
        delay(Operation.READ);
        next.read(request);
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        delay(Operation.WRITE);
        next.write(data, offset, flags);
    }

    @Override
    public void trim(long offset, long length, RequestFlags flags) {
        delay(Operation.TRIM);
        next.trim(offset, length, flags);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        if (flags.fastZero() && !isFastZeroDelayed && delays.containsKey(Operation.ZERO) && isSwitchedOn()) {
            throw new NbdException(Errno.ENOTSUP, "delay: the zero would be delayed");
        }
        delay(Operation.ZERO);
        next.zero(offset, length, flags);
    }

    @Override
    public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {
        delay(Operation.EXTENTS);
        next.extents(offset, length, flags, extents);
    }

    @Override
    public void cache(long offset, long length) {
        delay(Operation.CACHE);
        next.cache(offset, length);
    }

    /** The client may be gone already, so the wait is not the connection's. */
    @Override
    public void close() {
        try {
            Thread.sleep(delays.getOrDefault(Operation.CLOSE, Duration.ZERO));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            next.close();
        }
    }
}
