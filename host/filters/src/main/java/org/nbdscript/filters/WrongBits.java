package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Which bits are wrong, and how. Any number of threads may use it. */
final class WrongBits {
    /** Stuck bits are found anew for each of these. */
    private static final int CHUNK_BYTES = 1 << 15;

    private final double probability;
    private final double stuckProbability;
    private final long seed;
    private final SplittableRandom rays;

    /**
     * Wrong bits.
     *
     * @param probability of a bit to be so, more than 0
     * @param stuckProbability of a bit that is stuck to be so when it is read
     * @param seed the same one makes the same bits wrong
     */
    WrongBits(double probability, double stuckProbability, long seed) {
        this.probability = probability;
        this.stuckProbability = stuckProbability;
        this.seed = seed;
        this.rays = new SplittableRandom(seed);
    }

    /** Flips bits that nobody knows before. */
    void flip(ByteBuffer bytes) {
        SplittableRandom random;
        synchronized (rays) {
            random = rays.split();
        }
        long bits = (long) bytes.remaining() * Byte.SIZE;
        for (long bit = skip(random); bit < bits; bit += 1 + skip(random)) {
            int at = bytes.position() + (int) (bit / Byte.SIZE);
            bytes.put(at, (byte) (bytes.get(at) ^ (1 << (bit % Byte.SIZE))));
        }
    }

    /**
     * Sets the bits that are stuck, high or low.
     *
     * @param offset where the bytes begin in what has the stuck bits
     */
    void stick(ByteBuffer bytes, long offset) {
        long end = offset + bytes.remaining();
        for (long chunk = offset / CHUNK_BYTES; chunk * CHUNK_BYTES < end; chunk++) {
            stickChunk(bytes, offset, chunk * CHUNK_BYTES);
        }
    }

    private void stickChunk(ByteBuffer bytes, long offset, long chunk) {
        SplittableRandom random = new SplittableRandom(seed ^ (chunk * 0x9e3779b97f4a7c15L));
        long bits = (long) CHUNK_BYTES * Byte.SIZE;
        for (long bit = skip(random); bit < bits; bit += 1 + skip(random)) {
            boolean isHigh = random.nextBoolean();
            long at = chunk + bit / Byte.SIZE - offset;
            if (at >= 0 && at < bytes.remaining() && isStuckNow()) {
                int index = bytes.position() + (int) at;
                int mask = 1 << (bit % Byte.SIZE);
                bytes.put(index, (byte) (isHigh ? bytes.get(index) | mask : bytes.get(index) & ~mask));
            }
        }
    }

    private boolean isStuckNow() {
        return stuckProbability >= 1 || ThreadLocalRandom.current().nextDouble() < stuckProbability;
    }

    /** How many bits are right before the next wrong one: distributed geometrically. */
    private long skip(RandomGenerator random) {
        return probability >= 1 ? 0 : (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-probability));
    }
}
