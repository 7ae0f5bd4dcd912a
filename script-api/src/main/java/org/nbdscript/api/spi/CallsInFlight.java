package org.nbdscript.api.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;

/**
 * Calls that a script makes without waiting for them. Each has the thread that suits how it may wait: any number of
 * them wait on virtual threads, and some on platform threads, which are there only while they are needed.
 */
final class CallsInFlight {
    private static final int MOST_THREADS = 64;
    private static final int IDLE_SECONDS = 5;
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("nbd-next").start(task);

    private final ThreadPoolExecutor platform = newPlatform();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private int count;

    private static ThreadPoolExecutor newPlatform() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("nbd-next-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * Starts a call, which is in flight until it returns.
     *
     * @return completes then, and fails with what the call throws
     */
    <T extends @Nullable Object> CompletableFuture<T> start(Blocking blocking, Supplier<T> call) {
        begin();
        // What goes on when the promise completes finds the call ended, and may await all others.
        return startUncounted(blocking, () -> {
            try {
                return call.get();
            } finally {
                end();
            }
        });
    }

    /** The same for a call that itself awaits those in flight. */
    <T extends @Nullable Object> CompletableFuture<T> startUncounted(Blocking blocking, Supplier<T> call) {
        CompletableFuture<T> promise = new CompletableFuture<>();
        Runnable task = () -> complete(promise, call);
        switch (blocking) {
            case NEVER -> task.run();
            case PARKS -> VIRTUAL.execute(task);
            case PINS -> platform.execute(task);
        }
        return promise;
    }

    private static <T extends @Nullable Object> void complete(CompletableFuture<T> promise, Supplier<T> call) {
        T result;
        try {
            result = call.get();
        } catch (RuntimeException | Error e) {
            promise.completeExceptionally(e);
            return;
        }
        promise.complete(result);
    }

    private void begin() {
        lock.lock();
        try {
            count++;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            if (--count == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until none is in flight. */
    void awaitNone() {
        lock.lock();
        try {
            while (count > 0) {
                none.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
