package org.nbdscript.filters;

import java.util.function.LongSupplier;

/**
 * A rate with its buckets, one for each direction.
 *
 * @param source the rate
 * @param reads what goes to clients
 * @param writes what comes from them
 */
record RateLimit(RateSource source, TokenBucket reads, TokenBucket writes) {
    /** Whether nothing is known of it that a new one would not have. */
    boolean isUnused() {
        long rate = source.bitsPerSecond();
        return reads.isFull(rate) && writes.isFull(rate);
    }

    /** With full buckets. */
    static RateLimit of(RateSource source, double burstSeconds, LongSupplier nanoTime) {
        return new RateLimit(source, new TokenBucket(burstSeconds, nanoTime), new TokenBucket(burstSeconds, nanoTime));
    }
}
