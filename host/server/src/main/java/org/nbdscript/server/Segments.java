package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BufferSink;
import org.nbdscript.posix.IoVector;
import org.nbdscript.posix.PagePipe;
import org.nbdscript.posix.PosixException;

/**
 * Parts of direct buffers, one after another, that are to be sent or filled together. Among those to be sent there may
 * be what is in pipes. Reused; allocates no views.
 */
final class Segments implements BufferSink {
    private static final @Nullable PagePipe[] NO_PIPES = new @Nullable PagePipe[0];

    private @Nullable ByteBuffer[] buffers = new @Nullable ByteBuffer[8];
    /** Where a segment is the content of a pipe, it has no buffer. */
    private @Nullable PagePipe[] pipes = NO_PIPES;

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

    /** Adds all that is in a pipe. */
    void add(PagePipe pipe) {
        if (end == buffers.length) {
            resize();
        }
        if (pipes.length < buffers.length) {
            pipes = Arrays.copyOf(pipes, buffers.length);
        }
        pipes[end] = pipe;
        lengths[end] = pipe.content();
        bytes += pipe.content();
        end++;
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
            PagePipe pipe = others.pipe(i);
            if (pipe == null) {
                add(others.buffer(i), others.positions[i], others.lengths[i]);
            } else {
                add(pipe);
            }
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
            if (first < pipes.length) {
                pipes[first] = null;
            }
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

    /** The pipe that the first one is the content of; null if it is in a buffer. */
    @Nullable
    PagePipe firstPipe() {
        return first < end ? pipe(first) : null;
    }

    private @Nullable PagePipe pipe(int index) {
        return index < pipes.length ? pipes[index] : null;
    }

    /** Copies what is in pipes into buffers. */
    void drainPipes() throws PosixException {
        for (int i = first; i < end && i < pipes.length; i++) {
            PagePipe pipe = pipes[i];
            if (pipe != null) {
                buffers[i] = pipe.drain();
                positions[i] = 0;
                pipes[i] = null;
            }
        }
    }

    /** Puts into a vector as many as it takes, up to the first pipe. */
    void copyTo(IoVector vector) {
        vector.clear();
        int next = first;
        while (next < end && pipe(next) == null && vector.add(buffer(next), positions[next], lengths[next])) {
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
        Arrays.fill(pipes, 0, Math.min(end, pipes.length), null);
        first = 0;
        end = 0;
        bytes = 0;
    }
}
