package org.nbdscript.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.ConnectionContext;

/**
 * Locks on ranges of bytes: those that overlap exclude each other if one of them is exclusive. First come, first
 * served. Waiting is done by the connection, so that whatever serializes its calls is given up meanwhile.
 */
final class RangeLocks {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Range> held = new ArrayList<>();
    private final List<Range> waiting = new ArrayList<>();

    /** A range that is locked, or waits to be. */
    static final class Range {
        private final long start;
        private final long end;
        private final boolean exclusive;
        private final CompletableFuture<Range> granted = new CompletableFuture<>();

        private Range(long start, long end, boolean exclusive) {
            this.start = start;
            this.end = end;
            this.exclusive = exclusive;
        }

        private boolean excludes(Range other) {
            return (exclusive || other.exclusive) && start < other.end && other.start < end;
        }
    }

    /**
     * Locks a range, which is to be {@linkplain #unlock unlocked}.
     *
     * @throws org.nbdscript.api.NbdException ESHUTDOWN if the client goes away or the server ends before
     */
    Range lock(ConnectionContext context, long start, long end, boolean exclusive) {
        Range range = new Range(start, end, exclusive);
        if (takeOrQueue(range)) {
            return range;
        }
        try {
            return context.await(range.granted);
        } catch (RuntimeException | Error e) {
            unlock(range);
            throw e;
        }
    }

    private boolean takeOrQueue(Range range) {
        lock.lock();
        try {
            boolean isFree =
                    held.stream().noneMatch(range::excludes) && waiting.stream().noneMatch(range::excludes);
            (isFree ? held : waiting).add(range);
            return isFree;
        } finally {
            lock.unlock();
        }
    }

    /** Unlocks a range; one that still waits does so no longer. */
    void unlock(Range range) {
        List<Range> next = new ArrayList<>();
        lock.lock();
        try {
            if (!held.remove(range)) {
                waiting.remove(range);
            }
            grant(next);
        } finally {
            lock.unlock();
        }
        next.forEach(granted -> granted.granted.complete(granted));
    }

    private void grant(List<Range> next) {
        List<Range> passedOver = new ArrayList<>();
        for (Iterator<Range> ranges = waiting.iterator(); ranges.hasNext(); ) {
            Range range = ranges.next();
            if (held.stream().noneMatch(range::excludes) && passedOver.stream().noneMatch(range::excludes)) {
                ranges.remove();
                held.add(range);
                next.add(range);
            } else {
                passedOver.add(range);
            }
        }
    }
}
