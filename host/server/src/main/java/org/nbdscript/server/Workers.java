package org.nbdscript.server;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.Blocking;

/** The threads of requests that may wait. They are made on demand, and idle connections have none. */
final class Workers implements AutoCloseable {
    private final ExecutorService platform = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("nbd-worker-", 1).factory());
    private final ExecutorService virtual = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("nbd-request-", 1).factory());

    private final ScheduledThreadPoolExecutor timer = newTimer();

    /** Has no thread until something is to be done later; what would be later than the end is never done. */
    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("nbd-timer").factory(), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Runs a short task later, unless it is cancelled before. */
    Future<?> runLater(Duration delay, Runnable task) {
        return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task soon, on a thread that suits how it may wait. */
    void run(Blocking blocking, Runnable task) {
        switch (blocking) {
            case NEVER -> task.run();
            case PARKS -> virtual.execute(task);
            case PINS -> platform.execute(task);
        }
    }

    /** Interrupts all that still runs. */
    @Override
    public void close() {
        timer.shutdownNow();
        platform.shutdownNow();
        virtual.shutdownNow();
    }
}
