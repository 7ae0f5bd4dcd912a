package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.nbdscript.api.ReadRequest;

/** A read whose answer nobody wants: it is made for what it does on the way. */
final class DroppedRead implements ReadRequest {
    private final ByteBuffer buffer;
    private long offset;

    /** A read of at most so many bytes. */
    DroppedRead(int longest) {
        buffer = ByteBuffer.allocateDirect(longest);
    }

    /** This read, of a range. */
    DroppedRead at(long first, int length) {
        offset = first;
        buffer.position(0).limit(length);
        return this;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return buffer.limit();
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void data(long first, ByteBuffer bytes) {}

    @Override
    public void hole(long first, int length) {}

    @Override
    public void file(long first, FileChannel channel, long position, int length) {}
}
