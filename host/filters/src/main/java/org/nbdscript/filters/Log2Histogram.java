package org.nbdscript.filters;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many values there were of each power of two: bucket {@code n} has those from 2<sup>n</sup> up to, but without,
 * 2<sup>n+1</sup>. Counting allocates nothing, and many threads may count at once.
 */
final class Log2Histogram {
    private static final int BUCKETS = Long.SIZE;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** The bucket of a value; those below 1 belong to that of 1. */
    static int bucket(long value) {
        return BUCKETS - 1 - Long.numberOfLeadingZeros(Math.max(1, value));
    }

    /** Counts a value by its bucket, 0 to 63. */
    void count(int bucket) {
        counts.incrementAndGet(bucket);
    }

    boolean isEmpty() {
        return buckets().findAny().isEmpty();
    }

    /** A line of the buckets that have something: {@code 2^9: 12, 2^12: 1}. */
    String text() {
        return join(bucket -> "2^" + bucket + ": " + counts.get(bucket), ", ");
    }

    /** An object of the buckets that have something: <code>{"9":12,"12":1}</code>. */
    String json() {
        return "{" + join(bucket -> "\"" + bucket + "\":" + counts.get(bucket), ",") + "}";
    }

    private String join(IntFunction<String> entry, String separator) {
        return buckets().mapToObj(entry).collect(Collectors.joining(separator));
    }

    private IntStream buckets() {
        return IntStream.range(0, BUCKETS).filter(bucket -> counts.get(bucket) > 0);
    }
}
