package org.nbdscript.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nbdscript.api.Blocking;

/** The threads of requests that may wait. They are made on demand, and idle connections have none. */
final class Workers implements AutoCloseable {
    private final ExecutorService platform = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("nbd-worker-", 1).factory());
    private final ExecutorService virtual = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("nbd-request-", 1).factory());

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
        platform.shutdownNow();
        virtual.shutdownNow();
    }
}
