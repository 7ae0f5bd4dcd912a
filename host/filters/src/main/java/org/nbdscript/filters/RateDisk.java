package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

/** A disk whose bytes pass in slices, each of which waits for its turn: a large request makes no long pause. */
final class RateDisk extends ForwardingDisk {
    /** How long a slice takes at the rate. */
    private static final int SLICES_PER_SECOND = 20;

    private static final int LEAST_SLICE = 16;

    private final ConnectionContext context;
    private final List<RateLimit> limits;
    private final Runnable onClose;
    private final int block;

    /**
     * A disk with limits, all of which hold.
     *
     * @param onClose run when it is closed
     */
    RateDisk(Disk next, ConnectionContext context, List<RateLimit> limits, Runnable onClose) {
        super(next);
        this.context = context;
        this.limits = limits;
        this.onClose = onClose;
        @Nullable BlockSize sizes = next.blockSize();
        this.block = sizes == null ? 1 : sizes.minimum();
    }

    @Override
    public Blocking blocking() {
        return Blocking.stronger(Blocking.PARKS, next.blocking());
    }

    @Override
    public void read(ReadRequest request) {
        int length = request.length();
        if (slice() >= length) {
            await(length, RateLimit::reads);
            next.read(request);
            return;
        }
        DenseRead.answer(next, request);
        int done = 0;
        while (done < length) {
            int count = Math.min(slice(), length - done);
            await(count, RateLimit::reads);
            done += count;
            request.ready(done);
        }
    }

    @Override
    public void write(ByteBuffer data, long offset, RequestFlags flags) {
        ByteBuffer rest = data.duplicate();
        int end = rest.limit();
        long at = offset;
        while (rest.position() < end) {
            int count = Math.min(slice(), end - rest.position());
            await(count, RateLimit::writes);
            rest.limit(rest.position() + count);
            next.write(rest.duplicate(), at, flags);
            at += count;
            rest.position(rest.limit()).limit(end);
        }
    }

    /** How many bytes pass at once: whole blocks of the disk below. */
    private int slice() {
        long slice = Integer.MAX_VALUE;
        for (RateLimit limit : limits) {
            long rate = limit.source().bitsPerSecond();
            if (rate > 0) {
                slice = Math.min(slice, rate / Byte.SIZE / SLICES_PER_SECOND);
            }
        }
        int atLeast = (int) Math.max(slice, LEAST_SLICE);
        return Math.max(block, atLeast - atLeast % block);
    }

    private void await(int bytes, Function<RateLimit, TokenBucket> direction) {
        long nanos = 0;
        for (RateLimit limit : limits) {
            long wait = direction
                    .apply(limit)
                    .take((long) bytes * Byte.SIZE, limit.source().bitsPerSecond());
            nanos = Math.max(nanos, wait);
        }
        if (nanos > 0) {
            context.sleep(Duration.ofNanos(nanos));
        }
    }

    @Override
    public void close() {
        try {
            next.close();
        } finally {
            onClose.run();
        }
    }
}
