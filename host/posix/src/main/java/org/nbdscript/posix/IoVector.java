package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An array of {@code struct iovec}: parts of direct buffers, to be sent or filled by one call. Reused. */
public final class IoVector {
    /** The kernel takes no more parts at once: {@code UIO_MAXIOV}. */
    public static final int MOST_PARTS = 1024;

    private static final int ENTRY_BYTES = 16;
    private static final int PARTS_AT_FIRST = 16;

    private MemorySegment entries = allocate(PARTS_AT_FIRST);
    private @Nullable ByteBuffer[] buffers = new @Nullable ByteBuffer[PARTS_AT_FIRST];
    private int count;

    private static MemorySegment allocate(int parts) {
        return Arena.ofAuto().allocate((long) parts * ENTRY_BYTES, Long.BYTES);
    }

    /** Adds a part of a direct buffer, whatever its position and limit; false if there are {@link #MOST_PARTS}. */
    public boolean add(ByteBuffer buffer, int position, int length) {
        if (count == MOST_PARTS) {
            return false;
        }
        if (count == buffers.length) {
            grow();
        }
        long entry = (long) count * ENTRY_BYTES;
        entries.set(ValueLayout.JAVA_LONG, entry, BufferAddress.of(buffer) + position);
        entries.set(ValueLayout.JAVA_LONG, entry + Long.BYTES, length);
        buffers[count++] = buffer;
        return true;
    }

    private void grow() {
        MemorySegment larger = allocate(2 * count);
        MemorySegment.copy(entries, 0, larger, 0, entries.byteSize());
        entries = larger;
        buffers = Arrays.copyOf(buffers, 2 * count);
    }

    /** Forgets all parts. */
    public void clear() {
        Arrays.fill(buffers, 0, count, null);
        count = 0;
    }

    int count() {
        return count;
    }

    long address() {
        return entries.address();
    }
}
