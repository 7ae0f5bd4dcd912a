package org.nbdscript.server;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;

/**
 * The direct buffers of all connections, in sizes that are powers of two. Large ones are given out only as long as all
 * buffers together stay below a limit; who wants more then waits a while and gets ENOMEM.
 */
final class BufferPool {
    private static final int SMALLEST_BITS = 13;
    private static final int SIZES = 31 - SMALLEST_BITS;

    /** Buffers up to this size are always given out: their number is bounded by those of connections and requests. */
    static final int ALWAYS_GRANTED = 1 << 16;

    private static final long KEPT_BYTES = 64L << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final long maximumBytes;
    private final ArrayDeque<PooledBuffer>[] free;
    private long freeBytes;
    private long usedBytes;

    /** A pool whose buffers together have at most this many bytes, apart from small ones. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic queues
    BufferPool(long maximumBytes) {
        this.maximumBytes = maximumBytes;
        this.free = new ArrayDeque[SIZES];
        for (int i = 0; i < SIZES; i++) {
            free[i] = new ArrayDeque<>();
        }
    }

    /**
     * Gives out a buffer, cleared, but with arbitrary content.
     *
     * @param atLeast its least capacity in bytes
     * @throws NbdException ENOMEM if there is none for a long while
     */
    PooledBuffer acquire(int atLeast) {
        int index = index(atLeast);
        int capacity = 1 << (index + SMALLEST_BITS);
        lock.lock();
        try {
            awaitRoom(index, capacity);
            usedBytes += capacity;
            PooledBuffer buffer = free[index].pollLast();
            if (buffer != null) {
                freeBytes -= capacity;
                buffer.bytes().clear();
                return buffer;
            }
        } finally {
            lock.unlock();
        }
        return allocate(capacity);
    }

    private PooledBuffer allocate(int capacity) {
        try {
            return new PooledBuffer(capacity);
        } catch (OutOfMemoryError e) {
            lock.lock();
            try {
                usedBytes -= capacity;
                dropFree();
            } finally {
                lock.unlock();
            }
            throw new NbdException(Errno.ENOMEM, "the server has no memory for " + capacity + " bytes of data", e);
        }
    }

    private void awaitRoom(int index, int capacity) {
        long patience = PATIENCE_NANOS;
        while (capacity > ALWAYS_GRANTED && usedBytes + capacity > maximumBytes) {
            if (patience <= 0) {
                throw new NbdException(
                        Errno.ENOMEM, "all of the server's " + maximumBytes + " bytes for requests are in use");
            }
            try {
                patience = freed.awaitNanos(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NbdException(Errno.ESHUTDOWN, "the server ends", e);
            }
        }
        if (free[index].isEmpty() && usedBytes + freeBytes + capacity > maximumBytes) {
            dropFree();
        }
    }

    private void dropFree() {
        for (ArrayDeque<PooledBuffer> buffers : free) {
            buffers.clear();
        }
        freeBytes = 0;
    }

    /** Takes back a buffer, of which no view may be used any more. */
    void release(PooledBuffer buffer) {
        int capacity = buffer.capacity();
        lock.lock();
        try {
            usedBytes -= capacity;
            if (freeBytes + capacity <= KEPT_BYTES) {
                free[index(capacity)].addLast(buffer);
                freeBytes += capacity;
            }
            if (capacity > ALWAYS_GRANTED) {
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static int index(int atLeast) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(atLeast, 1) - 1);
        if (bits > 30) {
            throw new NbdException(Errno.ENOMEM, "no buffer has " + atLeast + " bytes");
        }
        return Math.max(0, bits - SMALLEST_BITS);
    }

    /** How many bytes are given out. */
    long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }
}
