package org.nbdscript.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for calls that are short and come in floods. A thread that is running takes it past those that sleep, since to
 * wake one for each call would cost many times what the call does; but only so many times, then the one that has waited
 * longest is next.
 */
final class RequestLock {
    /** How many calls may overtake one that waits. */
    private static final int MOST_OVERTAKING = 32;

    private final ReentrantLock lock = new ReentrantLock(true);

    /** How many calls have taken the lock since one was last made to queue. */
    private final AtomicInteger overtaking = new AtomicInteger();

    void lock() {
        if (overtaking.get() < MOST_OVERTAKING && lock.tryLock()) {
            overtaking.incrementAndGet();
        } else {
            lock.lock();
            overtaking.set(0);
        }
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Gives the lock up wholly.
     *
     * @return how often the current thread held it, for {@link #lockAgain}
     */
    int unlockWholly() {
        int holds = lock.getHoldCount();
        for (int i = 0; i < holds; i++) {
            lock.unlock();
        }
        return holds;
    }

    void lockAgain(int holds) {
        for (int i = 0; i < holds; i++) {
            lock();
        }
    }
}
