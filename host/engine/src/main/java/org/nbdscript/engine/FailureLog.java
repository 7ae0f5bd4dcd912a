package org.nbdscript.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptPosition;

/**
 * Logs failures of layers: each once in full, with its place and the request that failed. The same failure again, that
 * is one with the same place, number and text, is {@linkplain RepeatCounter counted}, and the count is logged from time
 * to time and at the end. So are those that differ by their text alone, if there are many of them.
 */
public final class FailureLog implements AutoCloseable {
    private final HostServices services;
    private final RepeatCounter<Failure> repeats;

    /**
     * Failures count as the same if these are equal.
     *
     * @param text null for any
     */
    private record Failure(
            @Nullable ScriptPosition position,
            Errno errno,
            @Nullable String text) {}

    /** A log that writes by these services and measures time by this clock. */
    public FailureLog(HostServices services, LongSupplier nanoTime) {
        this.services = services;
        this.repeats = new RepeatCounter<>(
                failure -> new Failure(failure.position(), failure.errno(), null), this::logCount, nanoTime);
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
        if (repeats.isFirst(failure, exception.text())) {
            logInFull(exception, request);
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

    private void logCount(Failure failure, String text, RepeatCounter.Count count) {
        ScriptPosition position = failure.position();
        services.error(String.format(
                Locale.ROOT,
                failure.text() == null ? "%s%s: %s (%,d times with other texts so far)" : "%s%s: %s (%,d times so far)",
                position == null ? "" : position + ": ",
                failure.errno(),
                text,
                count.total()));
    }

    /** Logs the counts that were not logged yet. */
    @Override
    public void close() {
        repeats.close();
    }
}
