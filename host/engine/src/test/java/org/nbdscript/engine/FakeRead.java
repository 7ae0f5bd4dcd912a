package org.nbdscript.engine;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.ReadRequest;

/** A read that remembers the parts of its answer. */
final class FakeRead implements ReadRequest {
    private final long offset;
    private final ByteBuffer buffer;
    final List<String> parts = new ArrayList<>();

    FakeRead(long offset, int length) {
        this.offset = offset;
        this.buffer = ByteBuffer.allocate(length);
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
    public void data(long first, ByteBuffer bytes) {
        parts.add("data " + first + "+" + bytes.remaining());
    }

    @Override
    public void hole(long first, int length) {
        parts.add("hole " + first + "+" + length);
    }

    @Override
    public void file(long first, FileChannel channel, long position, int length) {
        parts.add("file " + first + "+" + length);
    }
}
