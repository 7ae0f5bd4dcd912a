package org.nbdscript.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Runs calls on threads of their own, keeps those that get in until all that can have, and counts them. */
final class Overlap implements AutoCloseable {
    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** To be called within the calls that are counted: they stay here. */
    void enter() {
        inside.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a call and returns when it waits, be it inside or for others. */
    Thread start(Runnable call) {
        Thread thread = Thread.ofPlatform().daemon().start(call);
        threads.add(thread);
        eventually().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    /** Waits for what is about to be, and looks often. */
    static ConditionFactory eventually() {
        return Awaitility.with().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    /** How many of the calls have got in. */
    int inside() {
        return inside.get();
    }

    /** Lets all calls end. */
    @Override
    public void close() {
        gate.countDown();
        for (Thread thread : threads) {
            eventually().until(() -> !thread.isAlive());
        }
    }
}
