package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer of a {@link BufferPool}, with the views of its parts, which are remembered: requests of equal size
 * meet the same parts again and again, so that in the long run none allocates a view. For one thread at a time.
 */
final class PooledBuffer {
    private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(1 << 16);
    /** In bytes: what begins at a multiple of it is copied fastest. */
    static final int ALIGNMENT = 64;

    private static final int REMEMBERED = 128;

    private final ByteBuffer bytes;
    private final @Nullable ByteBuffer[] views = new @Nullable ByteBuffer[REMEMBERED];
    private final int[] viewPositions = new int[REMEMBERED];
    private final ByteBuffer readOnly;

    PooledBuffer(int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity + ALIGNMENT - 1)
                .alignedSlice(ALIGNMENT)
                .slice(0, capacity);
        readOnly = bytes.asReadOnlyBuffer();
    }

    /** The whole buffer. Its position and limit belong to whoever has acquired it. */
    ByteBuffer bytes() {
        return bytes;
    }

    int capacity() {
        return bytes.capacity();
    }

    /** A part as a buffer of its own, which begins at position 0; good until the same part is asked for again. */
    ByteBuffer view(int position, int length) {
        int slot = ((position * 31 + length) * 0x9e3779b1) >>> 25;
        ByteBuffer view = views[slot];
        if (view == null || viewPositions[slot] != position || view.capacity() != length) {
            view = bytes.slice(position, length);
            views[slot] = view;
            viewPositions[slot] = position;
        }
        return view.clear().order(ByteOrder.BIG_ENDIAN);
    }

    /** The bytes from a position on, to be read only; good until asked for again. */
    ByteBuffer readOnly(int position, int length) {
        return readOnly.limit(position + length).position(position).order(ByteOrder.BIG_ENDIAN);
    }

    /** Fills a part with zeroes. */
    void zero(int position, int length) {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, ZEROES.capacity());
            bytes.put(position + done, ZEROES, 0, count);
            done += count;
        }
    }
}
