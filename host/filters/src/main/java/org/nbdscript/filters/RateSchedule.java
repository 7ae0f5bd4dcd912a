package org.nbdscript.filters;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.nbdscript.api.ValueParser;

/** Rates by the time of day, or by the time since the start. */
final class RateSchedule implements RateSource {
    private static final String EXPECTED =
            "expected TIME=RATE,TIME=RATE…, where each TIME is one of day such as 08:00, or each one since the start"
                    + " such as +30s";

    /** The time since midnight or the start from which on each rate holds, in nanoseconds. */
    private final NavigableMap<Long, Long> rates;

    /** The time since midnight or the start. */
    private final LongSupplier time;

    /** Whether the last rate holds until the first one, as it does at night. */
    private final boolean isDaily;

    private RateSchedule(NavigableMap<Long, Long> rates, boolean isDaily, LongSupplier time) {
        this.rates = rates;
        this.isDaily = isDaily;
        this.time = time;
    }

    /**
     * Reads one.
     *
     * @param sinceStart the time since the start, in nanoseconds
     * @param timeOfDay what the clock says
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static RateSchedule parse(String text, LongSupplier sinceStart, Supplier<LocalTime> timeOfDay) {
        boolean isDaily = !text.startsWith("+");
        NavigableMap<Long, Long> rates = new TreeMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 0 || entry.startsWith("+") == isDaily) {
                throw new IllegalArgumentException(EXPECTED + ", got '" + entry + "'");
            }
            String when = entry.substring(0, equals).strip();
            long rate = ValueParser.size(entry.substring(equals + 1).strip());
            if (rates.put(isDaily ? timeOfDay(when) : sinceStart(when), rate) != null) {
                throw new IllegalArgumentException("there are two rates for " + when);
            }
        }
        LongSupplier time = isDaily ? () -> timeOfDay.get().toNanoOfDay() : sinceStart;
        return new RateSchedule(rates, isDaily, time);
    }

    private static long timeOfDay(String text) {
        try {
            return LocalTime.parse(text).toNanoOfDay();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(EXPECTED + ", got '" + text + "'", e);
        }
    }

    private static long sinceStart(String text) {
        Duration duration = ValueParser.duration(text.substring(1));
        return TimeUnit.SECONDS.toNanos(duration.toSeconds()) + duration.toNanosPart();
    }

    @Override
    public long bitsPerSecond() {
        Map.Entry<Long, Long> now = rates.floorEntry(time.getAsLong());
        if (now != null) {
            return now.getValue();
        }
        return isDaily ? rates.lastEntry().getValue() : 0;
    }
}
