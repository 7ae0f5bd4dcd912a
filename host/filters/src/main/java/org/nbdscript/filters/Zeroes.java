package org.nbdscript.filters;

import java.nio.ByteBuffer;

/** Bytes that are zero. */
final class Zeroes {
    private static final int MOST = 1 << 20;
    private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(MOST).asReadOnlyBuffer();

    private Zeroes() {}

    /** As many as are wanted, but at most 1 MiB. */
    static ByteBuffer of(long count) {
        return BYTES.slice(0, (int) Math.min(MOST, count));
    }

    /** Exactly so many. */
    static ByteBuffer exactly(int count) {
        return count <= MOST ? of(count) : ByteBuffer.allocateDirect(count);
    }

    /** Fills a buffer from its position to its limit, which it reaches. */
    static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(of(target.remaining()));
        }
    }

    /** Whether a buffer has nothing else from its position to its limit; both stay. */
    static boolean areAll(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice();
        while (rest.hasRemaining()) {
            ByteBuffer zeroes = of(rest.remaining());
            if (rest.slice(rest.position(), zeroes.capacity()).mismatch(zeroes) >= 0) {
                return false;
            }
            rest.position(rest.position() + zeroes.capacity());
        }
        return true;
    }
}
