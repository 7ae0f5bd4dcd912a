package org.nbdscript.filters;

import java.util.concurrent.atomic.LongAdder;

/**
 * What is known of the requests of one kind.
 *
 * @param requests how many there were
 * @param bytes of all together
 * @param nanos of all together
 * @param sizes by their bytes
 * @param alignments by the trailing zeroes of their offsets
 * @param latencies by their nanoseconds
 */
record OperationStatistics(
        LongAdder requests,
        LongAdder bytes,
        LongAdder nanos,
        Log2Histogram sizes,
        Log2Histogram alignments,
        Log2Histogram latencies) {
    OperationStatistics() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new Log2Histogram(),
                new Log2Histogram(),
                new Log2Histogram());
    }

    /** Counts a request, which is without sizes and alignment if its length is 0. */
    void add(long offset, long length, long elapsed) {
        requests.increment();
        bytes.add(length);
        nanos.add(elapsed);
        latencies.count(Log2Histogram.bucket(elapsed));
        if (length > 0) {
            sizes.count(Log2Histogram.bucket(length));
            alignments.count(Math.min(Long.SIZE - 1, Long.numberOfTrailingZeros(offset)));
        }
    }
}
