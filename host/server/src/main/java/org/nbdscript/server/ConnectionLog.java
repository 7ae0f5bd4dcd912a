package org.nbdscript.server;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ClientAddress;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;
import org.nbdscript.engine.RepeatCounter;

/**
 * Logs what is wrong with connections, so that a flood of bad ones does not fill the log: the first problem of a kind
 * from an address in full, and how often it has come again {@linkplain RepeatCounter from time to time}, at the latest
 * when the server ends.
 */
final class ConnectionLog implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** What differs between messages of one rule that was broken: numbers, and names in quotation marks. */
    private static final Pattern VARIABLE = Pattern.compile("'.*'|\\S*\\d\\S*", Pattern.DOTALL);

    private final HostServices services;
    private final RepeatCounter<Problem> repeats;
    private final BiConsumer<Duration, Runnable> later;
    private final AtomicBoolean isTimed = new AtomicBoolean();

    /**
     * Problems count as the same if these are equal.
     *
     * @param isError rather than a warning
     * @param event one of few, whatever clients send
     * @param reason as it is the same each time; null for any
     * @param address of the client; null for any
     */
    private record Problem(
            boolean isError,
            String event,
            @Nullable String reason,
            @Nullable ClientAddress address) {}

    /**
     * A log.
     *
     * @param nanoTime the clock, in nanoseconds
     * @param later does something after a time, or never if the server ends before
     */
    ConnectionLog(HostServices services, LongSupplier nanoTime, BiConsumer<Duration, Runnable> later) {
        this.services = services;
        this.later = later;
        this.repeats = new RepeatCounter<>(
                problem -> new Problem(problem.isError(), problem.event(), null, null), this::logCount, nanoTime);
    }

    /**
     * Warns of something that a client has done, or that was done to it.
     *
     * @param event the kind of problem; the same words for whatever a client may send
     * @param reason what more there is to say; where its words differ, but for numbers and what is quoted, it is
     *     another problem
     */
    void warn(Peer peer, String event, String reason) {
        log(problem(false, peer, event, reason), "client " + peer.name() + " " + event + ": " + reason);
    }

    /** Says that a client was not served as it should have been; arguments as those of {@link #warn}. */
    void error(Peer peer, String event, String reason) {
        log(problem(true, peer, event, reason), "client " + peer.name() + " " + event + ": " + reason);
    }

    /** Says that somebody could not be served, of whom nothing is known; arguments as those of {@link #warn}. */
    void error(String event, String reason) {
        log(problem(true, Peer.ITSELF, event, reason), event + ": " + reason);
    }

    private static Problem problem(boolean isError, Peer peer, String event, String reason) {
        return new Problem(isError, event, VARIABLE.matcher(reason).replaceAll("#"), ClientAddress.of(peer));
    }

    private void log(Problem problem, String message) {
        if (repeats.isFirst(problem, message)) {
            write(problem, message);
        } else if (isTimed.compareAndSet(false, true)) {
            later.accept(INTERVAL, this::tellDue);
        }
    }

    private void tellDue() {
        isTimed.set(false);
        if (repeats.tellDue() && isTimed.compareAndSet(false, true)) {
            later.accept(INTERVAL, this::tellDue);
        }
    }

    private void logCount(Problem problem, String latest, RepeatCounter.Count count) {
        long seconds = Math.max(1, Duration.ofNanos(count.nanos()).toSeconds());
        write(
                problem,
                String.format(
                        Locale.ROOT,
                        "%s (%s%s in the last %,d s, %,d so far)",
                        latest,
                        times(count.untold()),
                        problem.address() == null ? " from other addresses" : from(problem.address()),
                        seconds,
                        count.total()));
    }

    private static String times(long count) {
        return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
    }

    private static String from(ClientAddress address) {
        return switch (address) {
            case ClientAddress.Inet(var host) -> " from " + host.getHostAddress();
            case ClientAddress.Machine(long cid) -> " from vsock:" + cid;
            case ClientAddress.User(var uid) -> uid.isPresent() ? " from user " + uid.getAsLong() : "";
        };
    }

    private void write(Problem problem, String message) {
        if (problem.isError()) {
            services.error(message);
        } else {
            services.warn(message);
        }
    }

    /** Tells all counts that were not told yet. */
    @Override
    public void close() {
        repeats.close();
    }
}
