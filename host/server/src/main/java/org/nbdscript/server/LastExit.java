package org.nbdscript.server;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ends a server some time after its last connection. */
final class LastExit {
    private final @Nullable Duration grace;
    private final Workers workers;
    private final Runnable end;
    private int connections;
    private boolean hasServed;
    private @Nullable Future<?> pending;

    /**
     * An end that may come.
     *
     * @param grace how long after the last connection; null for never
     * @param workers have the clock
     * @param end ends the server, and returns at once
     */
    LastExit(@Nullable Duration grace, Workers workers, Runnable end) {
        this.grace = grace;
        this.workers = workers;
        this.end = end;
    }

    /** A connection has begun. */
    synchronized void begun() {
        connections++;
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }

    /** A connection has ended; one that was not served, such as that of a port scanner, is no reason to end. */
    synchronized void ended(boolean wasServed) {
        connections--;
        hasServed |= wasServed;
        if (grace == null || connections > 0 || !hasServed) {
            return;
        }
        if (grace.isZero()) {
            end.run();
        } else {
            pending = workers.runLater(grace, end);
        }
    }
}
