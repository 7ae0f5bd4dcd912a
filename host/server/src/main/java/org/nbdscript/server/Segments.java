package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BufferSink;
import org.nbdscript.posix.IoVector;

/** Parts of direct buffers, one after another, that are to be sent or filled together. Reused; allocates no views. */
final class Segments implements BufferSink {
    private @Nullable ByteBuffer[] buffers = new @Nullable ByteBuffer[8];
    private int[] positions = new int[8];
    private int[] lengths = new int[8];
    private int first;
    private int end;
    private long bytes;

    /** Adds a part of a buffer, whatever the buffer's own position and limit. */
    @Override
    public void add(ByteBuffer buffer, int position, int length) {
        if (end == buffers.length) {
            resize();
        }
        buffers[end] = buffer;
        positions[end] = position;
        lengths[end] = length;
        end++;
        bytes += length;
    }

    private void resize() {
        int size = 2 * end;
        buffers = Arrays.copyOf(buffers, size);
        positions = Arrays.copyOf(positions, size);
        lengths = Arrays.copyOf(lengths, size);
    }

    /** Adds all that are left of others. */
    void addAll(Segments others) {
        for (int i = others.first; i < others.end; i++) {
            add(others.buffer(i), others.positions[i], others.lengths[i]);
        }
    }

    /** How many there are. */
    int count() {
        return end - first;
    }

    /** How many bytes they have together. */
    long bytes() {
        return bytes;
    }

    /** Takes bytes away from the beginning, since they are done. */
    void advance(long count) {
        bytes -= count;
        long left = count;
        while (first < end && left >= lengths[first]) {
            left -= lengths[first];
            buffers[first++] = null;
        }
        if (left > 0) {
            positions[first] += (int) left;
            lengths[first] -= (int) left;
        }
    }

    /** Fills the first segments by what a buffer has from position to limit, as much as fits, and is advanced by it. */
    void fill(ByteBuffer source) {
        while (first < end && source.hasRemaining()) {
            int count = Math.min(lengths[first], source.remaining());
            buffer(first).put(positions[first], source, source.position(), count);
            source.position(source.position() + count);
            advance(count);
        }
    }

    /** Puts into a vector as many as it takes. */
    void copyTo(IoVector vector) {
        vector.clear();
        int next = first;
        while (next < end && vector.add(buffer(next), positions[next], lengths[next])) {
            next++;
        }
    }

    /** The first one as a buffer of its own. */
    ByteBuffer firstSlice() {
        return buffer(first).slice(positions[first], lengths[first]);
    }

    /** All as buffers of their own. */
    ByteBuffer[] slices() {
        ByteBuffer[] slices = new ByteBuffer[count()];
        for (int i = first; i < end; i++) {
            slices[i - first] = buffer(i).slice(positions[i], lengths[i]);
        }
        return slices;
    }

    private ByteBuffer buffer(int index) {
        ByteBuffer buffer = buffers[index];
        if (buffer == null) {
            throw new IndexOutOfBoundsException("there is no segment " + index);
        }
        return buffer;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(buffers, 0, end, null);
        first = 0;
        end = 0;
        bytes = 0;
    }
}
