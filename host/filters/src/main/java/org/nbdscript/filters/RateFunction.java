package org.nbdscript.filters;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ClientAddress;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;

/**
 * The rate of a connection that a function gives, by the time and the connection; it is asked once a second at most.
 */
final class RateFunction implements RateSource {
    /** What a call may take. */
    static final ConfinedFunction.Limits LIMITS = new ConfinedFunction.Limits(100_000, 100);

    private static final long ASK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConfinedFunction function;
    private final Map<String, Object> connection;
    private final Supplier<LocalDateTime> wallClock;
    private final LongSupplier nanoTime;
    private final Consumer<String> complaints;
    private long rate;
    private long nextAsk;

    /**
     * Asks for the first time.
     *
     * @param complaints takes what is wrong later on: the last rate holds then
     * @throws NbdException if the function fails, or gives no rate
     */
    RateFunction(
            ConfinedFunction function,
            OpenContext context,
            Supplier<LocalDateTime> wallClock,
            LongSupplier nanoTime,
            Consumer<String> complaints) {
        this.function = function;
        this.connection = describe(context);
        this.wallClock = wallClock;
        this.nanoTime = nanoTime;
        this.complaints = complaints;
        this.rate = ask();
        this.nextAsk = nanoTime.getAsLong() + ASK_EVERY_NANOS;
    }

    private static Map<String, Object> describe(OpenContext context) {
        Map<String, Object> members = new HashMap<>(Map.of(
                "address",
                address(ClientAddress.of(context.peer())),
                "export",
                context.exportName(),
                "readOnly",
                context.isReadOnly(),
                "tls",
                context.isTls()));
        context.peer().uid().ifPresent(uid -> members.put("user", uid));
        return members;
    }

    /** A client may have many ports. */
    private static String address(ClientAddress address) {
        return switch (address) {
            case ClientAddress.Inet(var inet) -> inet.getHostAddress();
            case ClientAddress.Machine(long cid) -> "vsock:" + cid;
            case ClientAddress.User _ -> "unix";
        };
    }

    private static Map<String, Object> describe(LocalDateTime now) {
        return Map.of(
                "year", (long) now.getYear(),
                "month", (long) now.getMonthValue(),
                "day", (long) now.getDayOfMonth(),
                "weekday", (long) now.getDayOfWeek().getValue(),
                "hour", (long) now.getHour(),
                "minute", (long) now.getMinute(),
                "second", (long) now.getSecond());
    }

    private long ask() {
        Object answer;
        try {
            answer = function.call(List.of(describe(wallClock.get()), connection));
        } catch (NbdException e) {
            throw new NbdException(e.errno(), "rate-function: " + e.text(), e.position(), e);
        }
        if (answer instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < 0x1p63) {
            return number.longValue();
        }
        throw new NbdException(Errno.EIO, "rate-function: expected bits a second, 0 or more, got " + describe(answer));
    }

    private static String describe(@Nullable Object answer) {
        return answer == null ? "nothing that is one" : "'" + answer + "'";
    }

    @Override
    public synchronized long bitsPerSecond() {
        long now = nanoTime.getAsLong();
        if (now - nextAsk >= 0) {
            nextAsk = now + ASK_EVERY_NANOS;
            try {
                rate = ask();
            } catch (NbdException e) {
                complaints.accept(e.text() + "; the rate stays at " + rate);
            }
        }
        return rate;
    }
}
