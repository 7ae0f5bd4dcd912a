package org.nbdscript.benchmarks;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.nbdscript.api.ReadRequest;

/** A read into a buffer that is used again and again; takes parts without doing anything with them. */
final class BufferRead implements ReadRequest {
    private final ByteBuffer buffer;
    private long offset;

    BufferRead(int length) {
        buffer = ByteBuffer.allocateDirect(length);
    }

    /** The next read, of as many bytes at another offset. */
    BufferRead at(long next) {
        offset = next;
        buffer.clear();
        return this;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return buffer.capacity();
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void data(long partOffset, ByteBuffer bytes) {}

    @Override
    public void hole(long partOffset, int length) {}

    @Override
    public void file(long partOffset, FileChannel channel, long position, int length) {}
}
