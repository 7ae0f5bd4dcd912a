package org.nbdscript.server;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bounds the requests of one connection that were given to other threads, by number and by bytes. */
final class InFlight {
    private final long maximumBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int count;
    private long bytes;

    /** With at most this many bytes of data at a time, or one request that has more. */
    InFlight(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Waits until a request with this much data may begin beside the others. */
    void acquire(long requestBytes, int maximumCount) {
        lock.lock();
        try {
            while (count >= maximumCount || (count > 0 && bytes + requestBytes > maximumBytes)) {
                changed.awaitUninterruptibly();
            }
            count++;
            bytes += requestBytes;
        } finally {
            lock.unlock();
        }
    }

    /** A request has ended and its reply has left. */
    void release(long requestBytes) {
        lock.lock();
        try {
            count--;
            bytes -= requestBytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all requests have ended. */
    void awaitIdle() {
        lock.lock();
        try {
            while (count > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
