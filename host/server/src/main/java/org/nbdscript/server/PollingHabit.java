package org.nbdscript.server;

/**
 * Learns whether it pays to look for input again and again before going to sleep: it does where the client answers
 * faster than a sleeper wakes up. A few polls in vain end it, so an idle or slow connection sleeps at once; sleeps that
 * turn out short bring it back. For one thread at a time.
 */
final class PollingHabit {
    /** Whoever slept no longer than this would have done better to poll. */
    private static final long SHORT_SLEEP_NANOS = 100_000;

    private static final int MOST_TRUST = 16;
    private static final int LOST_BY_MISS = 4;
    /** Trust after it is lost: so many short sleeps are needed to try again. */
    private static final int DISTRUST = -32;

    /** Polling is worthwhile as long as it is not negative. */
    private int trust;

    /** Whether to poll before the next sleep. */
    boolean isWorthwhile() {
        return trust >= 0;
    }

    /** A poll has found input. */
    void hit() {
        trust = Math.min(MOST_TRUST, trust + 1);
    }

    /** A poll has found nothing. */
    void miss() {
        trust -= LOST_BY_MISS;
        if (trust < 0) {
            trust = DISTRUST;
        }
    }

    /** A sleep without a poll before it has ended by input. */
    void slept(long nanos) {
        if (nanos < SHORT_SLEEP_NANOS) {
            trust++;
        }
    }
}
