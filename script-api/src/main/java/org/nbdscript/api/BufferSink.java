package org.nbdscript.api;

import java.nio.ByteBuffer;

/** Takes parts of buffers that a disk lends to have a write's bytes put into them, in the order of the bytes. */
@FunctionalInterface
public interface BufferSink {
    /**
     * Adds the next part, whatever the buffer's own position and limit.
     *
     * @param buffer direct and writable
     * @param index where in the buffer the part begins
     * @param length how many bytes it has
     */
    void add(ByteBuffer buffer, int index, int length);
}
