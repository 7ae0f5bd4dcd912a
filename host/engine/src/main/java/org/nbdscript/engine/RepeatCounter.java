package org.nbdscript.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Keeps a log short of what repeats itself: decides what is told in full, and counts the rest.
 *
 * <p>What happens has a key. The first of a key is told in full; the same again is counted, and the count is told at
 * the powers of ten, each minute while it goes on, and at the end. Keys are of kinds. Of each kind there are at most
 * {@value #MOST_TOLD_A_MINUTE} messages in a minute; what else there would be to tell is counted under the kind, of
 * which a message tells. So neither the log nor the memory grows by what others make the keys of, and the counts are
 * right nevertheless.
 *
 * @param <K> equal ones are the same
 */
public final class RepeatCounter<K> implements AutoCloseable {
    /** How many keys are remembered; the one unseen for longest makes room for a new one. */
    static final int MOST_REMEMBERED = 1000;

    static final int MOST_TOLD_A_MINUTE = 20;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final UnaryOperator<K> kindOf;
    private final Teller<K> teller;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Counted> keys = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, Kind> kinds = new HashMap<>();

    /** Tells counts. */
    @FunctionalInterface
    public interface Teller<K> {
        /**
         * Tells of what was counted; one call at a time.
         *
         * @param key or its kind, if this is about several keys
         * @param latest the last message
         */
        void tell(K key, String latest, Count count);
    }

    /**
     * How often something has happened.
     *
     * @param total since the first time
     * @param untold since it was told
     * @param nanos how long that is, in nanoseconds
     */
    public record Count(long total, long untold, long nanos) {}

    private static class Counted {
        private String latest = "";
        private long total;
        private long told;
        private long toldAt;

        Counted(long now) {
            toldAt = now;
        }

        void count(String message, long times) {
            latest = message;
            total += times;
        }

        long untold() {
            return total - told;
        }

        boolean isDue(long now) {
            return untold() > 0 && (isPowerOfTen(total) || now - toldAt >= MINUTE_NANOS);
        }

        void setTold(long now) {
            told = total;
            toldAt = now;
        }
    }

    /** What was too much of a kind, and the messages of all of it in the minute that has begun last. */
    private static final class Kind extends Counted {
        private int messages;
        private long minuteBegan;

        Kind(long now) {
            super(now);
            minuteBegan = now;
        }

        boolean takesMessage(long now) {
            if (now - minuteBegan >= MINUTE_NANOS) {
                minuteBegan = now;
                messages = 0;
            }
            boolean takes = messages < MOST_TOLD_A_MINUTE;
            messages += takes ? 1 : 0;
            return takes;
        }

        /** From here on its time counts, if nothing of it is untold. */
        void exceed(String message, long times, long now) {
            if (untold() == 0) {
                setTold(now);
            }
            count(message, times);
        }
    }

    /**
     * A counter.
     *
     * @param kindOf the kind of a key, which is no key itself; there are few of them, whatever the keys
     * @param nanoTime the clock, in nanoseconds
     */
    public RepeatCounter(UnaryOperator<K> kindOf, Teller<K> teller, LongSupplier nanoTime) {
        this.kindOf = kindOf;
        this.teller = teller;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts one more, and tells the count if that is due.
     *
     * @param message what is told if this is the latest when the count is told
     * @return whether the caller is to tell it in full, as the first of its key
     */
    public boolean isFirst(K key, String message) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Counted known = keys.get(key);
            if (known != null) {
                known.count(message, 1);
                tellIfDue(key, known, now);
                return false;
            }
            Kind kind = kind(key, now);
            if (kind.takesMessage(now)) {
                remember(key, message, now);
                return true;
            }
            kind.exceed(message, 1, now);
            tellIfDue(kindOf.apply(key), kind, now);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Kind kind(K key, long now) {
        return kinds.computeIfAbsent(kindOf.apply(key), _ -> new Kind(now));
    }

    private void remember(K key, String message, long now) {
        if (keys.size() >= MOST_REMEMBERED) {
            Map.Entry<K, Counted> eldest = keys.entrySet().iterator().next();
            keys.remove(eldest.getKey());
            settle(eldest.getKey(), eldest.getValue(), now);
        }
        Counted first = new Counted(now);
        first.count(message, 1);
        first.setTold(now);
        keys.put(key, first);
    }

    /** What is untold of a key that is forgotten is told, or becomes its kind's. */
    private void settle(K key, Counted counted, long now) {
        long untold = counted.untold();
        if (untold > 0) {
            Kind kind = kind(key, now);
            if (kind.takesMessage(now)) {
                tell(key, counted, now);
            } else {
                kind.exceed(counted.latest, untold, now);
            }
        }
    }

    private void tellIfDue(K key, Counted counted, long now) {
        if (counted.isDue(now) && (counted instanceof Kind || kind(key, now).takesMessage(now))) {
            tell(key, counted, now);
        }
    }

    private void tell(K key, Counted counted, long now) {
        teller.tell(key, counted.latest, new Count(counted.total, counted.untold(), now - counted.toldAt));
        counted.setTold(now);
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1 && count > 1;
    }

    /**
     * Tells the counts that are due, also of what happens no more.
     *
     * @return whether there are counts to be told later
     */
    public boolean tellDue() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            keys.forEach((key, counted) -> tellIfDue(key, counted, now));
            kinds.forEach((key, kind) -> tellIfDue(key, kind, now));
            return keys.values().stream().anyMatch(counted -> counted.untold() > 0)
                    || kinds.values().stream().anyMatch(kind -> kind.untold() > 0);
        } finally {
            lock.unlock();
        }
    }

    /** Tells the counts that were not told yet, of each kind no more than in a minute, and forgets all. */
    @Override
    public void close() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            kinds.values().forEach(kind -> kind.messages = 0);
            keys.forEach((key, counted) -> settle(key, counted, now));
            kinds.forEach((key, kind) -> {
                if (kind.untold() > 0) {
                    tell(key, kind, now);
                }
            });
            keys.clear();
            kinds.clear();
        } finally {
            lock.unlock();
        }
    }
}
