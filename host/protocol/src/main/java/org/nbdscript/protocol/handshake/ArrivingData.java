package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes of a message whose length the peer has announced, kept or skipped as they arrive. Memory grows with what has
 * come, at most to twice that, never with what was announced.
 */
final class ArrivingData {
    private static final int FIRST_SIZE = 512;

    private byte[] bytes = {};
    private int count;
    private long missing;
    private boolean kept;

    /** Forgets what came before and awaits this many bytes; to be kept they must fit into an array. */
    void await(long length, boolean keep) {
        bytes = new byte[0];
        count = 0;
        missing = length;
        kept = keep;
    }

    /** Takes what there is, but nothing beyond the awaited length. True if nothing is missing any more. */
    boolean take(ByteBuffer from) {
        int taken = (int) Math.min(from.remaining(), missing);
        if (kept) {
            ensureCapacity(count + taken);
            from.get(bytes, count, taken);
            count += taken;
        } else {
            from.position(from.position() + taken);
        }
        missing -= taken;
        return missing == 0;
    }

    private void ensureCapacity(int needed) {
        if (needed > bytes.length) {
            long all = count + missing;
            long size = Math.max(needed, Math.min(all, Math.max(FIRST_SIZE, 2L * bytes.length)));
            bytes = Arrays.copyOf(bytes, (int) size);
        }
    }

    /** What was kept so far, to be read from its first byte. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, count);
    }

    /** How many bytes of memory are in use. */
    int capacity() {
        return bytes.length;
    }
}
