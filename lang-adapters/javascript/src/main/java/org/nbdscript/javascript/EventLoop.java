package org.nbdscript.javascript;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.NbdException;

/**
 * The thread of a context that runs timers and what comes from other threads. It is started when there is something to
 * do, and ends when there was nothing for a while.
 */
final class EventLoop implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    /** Longer ones would overflow; nobody waits for them. */
    private static final double LONGEST_MILLISECONDS = 1e12;

    private final GuestContext context;
    private final Consumer<NbdException> uncaught;
    private final ScheduledThreadPoolExecutor executor;

    /** Timers by number, touched in the context only. */
    private final Map<Integer, Future<?>> timers = new HashMap<>();

    private int lastTimer;

    /** A loop of a context that gives failures which no one else sees to {@code uncaught}. */
    EventLoop(GuestContext context, String name, Consumer<NbdException> uncaught) {
        this.context = context;
        this.uncaught = uncaught;
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a task in the context, soon; not at all if the script has ended. */
    void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // The script has ended: nobody is left to see what the task would do.
        }
    }

    /** Starts a timer. Call it in the context. */
    int startTimer(double milliseconds, boolean repeats, Runnable task) {
        int timer = ++lastTimer;
        double bounded =
                Math.clamp(Double.isNaN(milliseconds) ? 0 : milliseconds, repeats ? 1 : 0, LONGEST_MILLISECONDS);
        long nanos = (long) (bounded * NANOS_PER_MILLISECOND);
        @Nullable ScheduledFuture<?> future = schedule(timer, nanos, repeats, task);
        if (future != null) {
            timers.put(timer, future);
        }
        return timer;
    }

    private @Nullable ScheduledFuture<?> schedule(int timer, long nanos, boolean repeats, Runnable task) {
        try {
            return repeats
                    ? executor.scheduleWithFixedDelay(
                            () -> runTimer(timer, true, task), nanos, nanos, TimeUnit.NANOSECONDS)
                    : executor.schedule(() -> runTimer(timer, false, task), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** Stops a timer, if it has not run. Call it in the context. */
    void clearTimer(int timer) {
        Future<?> future = timers.remove(timer);
        if (future != null) {
            future.cancel(false);
        }
    }

    /** A timer that was cleared while it waited for the context does not run. */
    private void runTimer(int timer, boolean repeats, Runnable task) {
        run(() -> {
            if (repeats ? timers.containsKey(timer) : timers.remove(timer) != null) {
                task.run();
            }
        });
    }

    private void run(Runnable task) {
        try {
            context.call(() -> {
                task.run();
                return true;
            });
        } catch (NbdException e) {
            if (!context.isClosed()) {
                uncaught.accept(e);
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
