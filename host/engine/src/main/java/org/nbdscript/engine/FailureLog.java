package org.nbdscript.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptPosition;

/**
 * Logs failures of layers: each once in full, with its place and the request that failed. The same failure again, that
 * is one with the same place, number and text, is counted, and the count is logged from time to time and at the end.
 */
public final class FailureLog implements AutoCloseable {
    /** How many different failures are remembered; the one unseen for longest makes room for a new one. */
    private static final int MOST_REMEMBERED = 1000;

    /** How often a failure's count is logged while it goes on, apart from at the powers of ten. */
    private static final long INTERVAL_NANOS = 60_000_000_000L;

    private final HostServices services;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Failure, Repeats> seen = new LinkedHashMap<>(16, 0.75f, true);

    /** Failures count as the same if these are equal. */
    private record Failure(@Nullable ScriptPosition position, Errno errno, String text) {
        @Override
        public String toString() {
            return (position == null ? "" : position + ": ") + errno + ": " + text;
        }
    }

    private static final class Repeats {
        private long count = 1;
        private long counted = 1;
        private long countedAt;

        Repeats(long now) {
            countedAt = now;
        }
    }

    /** A log that writes by these services and measures time by this clock. */
    public FailureLog(HostServices services, LongSupplier nanoTime) {
        this.services = services;
        this.nanoTime = nanoTime;
    }

    /**
     * Logs or counts a failure.
     *
     * @param request what failed, for people: {@code pread offset=4096 length=512}
     */
    public void report(NbdException exception, String request) {
        if (exception.errno() == Errno.ESHUTDOWN) {
            // The client went away or the server ends: nothing has failed.
            services.debug(request + ": " + exception.text());
            return;
        }
        Failure failure = new Failure(exception.position(), exception.errno(), exception.text());
        lock.lock();
        try {
            Repeats repeats = seen.get(failure);
            if (repeats == null) {
                makeRoom();
                seen.put(failure, new Repeats(nanoTime.getAsLong()));
                logInFull(exception, request);
            } else {
                repeats.count++;
                logCountIfDue(failure, repeats);
            }
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        if (seen.size() >= MOST_REMEMBERED) {
            Map.Entry<Failure, Repeats> eldest = seen.entrySet().iterator().next();
            logCount(eldest.getKey(), eldest.getValue());
            seen.remove(eldest.getKey());
        }
    }

    private void logInFull(NbdException exception, String request) {
        ScriptPosition position = exception.position();
        services.error((position == null ? "" : position + ": ") + request + ": " + exception.errno() + ": "
                + exception.text());
        if (services.isVerbose() && exception.getCause() != null) {
            StringWriter stack = new StringWriter();
            exception.getCause().printStackTrace(new PrintWriter(stack));
            services.debug(stack.toString().stripTrailing());
        }
    }

    private void logCountIfDue(Failure failure, Repeats repeats) {
        if (isPowerOfTen(repeats.count) || nanoTime.getAsLong() - repeats.countedAt >= INTERVAL_NANOS) {
            logCount(failure, repeats);
        }
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1 && count > 1;
    }

    private void logCount(Failure failure, Repeats repeats) {
        if (repeats.count > repeats.counted) {
            services.error(String.format(Locale.ROOT, "%s (%,d times so far)", failure, repeats.count));
            repeats.counted = repeats.count;
            repeats.countedAt = nanoTime.getAsLong();
        }
    }

    /** Logs the counts that were not logged yet. */
    @Override
    public void close() {
        lock.lock();
        try {
            seen.forEach(this::logCount);
            seen.clear();
        } finally {
            lock.unlock();
        }
    }
}
