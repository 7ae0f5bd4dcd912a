package org.nbdscript.filters;

import java.util.function.LongSupplier;

/**
 * Says how long to wait so that on average no more than a rate passes. Tokens are bits; they come at the rate, and are
 * kept up to what comes in the time of a burst. Who takes more than there are goes into debt, and waits for it to be
 * paid. Any number of threads may use it.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double burstSeconds;
    private final LongSupplier nanoTime;
    private double tokens = Double.MAX_VALUE;
    private long last;

    /**
     * A full one.
     *
     * @param burstSeconds how long a time's tokens are kept, more than 0
     * @param nanoTime the clock
     */
    TokenBucket(double burstSeconds, LongSupplier nanoTime) {
        this.burstSeconds = burstSeconds;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    /** Whether what is not used is all that can be kept, so that a new one would be the same. */
    synchronized boolean isFull(long bitsPerSecond) {
        double came = (nanoTime.getAsLong() - last) / NANOS * bitsPerSecond;
        return tokens + came >= bitsPerSecond * burstSeconds;
    }

    /**
     * Takes tokens.
     *
     * @param bitsPerSecond how many come now; 0 for no limit
     * @return how long to wait, in nanoseconds
     */
    synchronized long take(long bits, long bitsPerSecond) {
        long now = nanoTime.getAsLong();
        double came = (now - last) / NANOS * bitsPerSecond;
        last = now;
        if (bitsPerSecond == 0) {
            tokens = Double.MAX_VALUE;
            return 0;
        }
        tokens = Math.min(tokens + came, bitsPerSecond * burstSeconds) - bits;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / bitsPerSecond * NANOS);
    }
}
