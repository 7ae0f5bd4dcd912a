package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Direct buffers that lie in memory at multiples of an alignment, kept for the next request. */
final class AlignedBuffers {
    private final int size;
    private final int alignment;
    private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();

    /**
     * Makes no buffer yet.
     *
     * @param size of each, in bytes
     * @param alignment of their first bytes' addresses, a power of two
     */
    AlignedBuffers(int size, int alignment) {
        this.size = size;
        this.alignment = alignment;
    }

    /** Whether any buffer will do. */
    boolean takesAny() {
        return alignment == 1;
    }

    /** Whether this buffer's position lies as it should. */
    boolean takes(ByteBuffer buffer) {
        return alignment == 1 || (buffer.isDirect() && buffer.alignmentOffset(buffer.position(), alignment) == 0);
    }

    /** A buffer, to be given back. */
    Loan borrow() {
        ByteBuffer buffer = free.pollFirst();
        return new Loan(buffer == null ? allocate() : buffer);
    }

    private ByteBuffer allocate() {
        return alignment == 1
                ? ByteBuffer.allocateDirect(size)
                : ByteBuffer.allocateDirect(size + alignment).alignedSlice(alignment);
    }

    /** A buffer that is lent. */
    final class Loan implements AutoCloseable {
        private @Nullable ByteBuffer buffer;

        private Loan(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        int size() {
            return size;
        }

        /** The first bytes of the buffer, with arbitrary content. */
        ByteBuffer part(int length) {
            ByteBuffer lent = buffer;
            if (lent == null) {
                throw new IllegalStateException("the buffer was given back");
            }
            return lent.clear().limit(length);
        }

        @Override
        public void close() {
            ByteBuffer lent = buffer;
            buffer = null;
            if (lent != null) {
                free.addFirst(lent);
            }
        }
    }
}
