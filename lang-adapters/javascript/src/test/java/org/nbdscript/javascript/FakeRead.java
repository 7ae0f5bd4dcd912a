package org.nbdscript.javascript;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.ReadRequest;

/** A read that keeps its answer, and the parts that it was given. */
final class FakeRead implements ReadRequest {
    private final long offset;
    private final ByteBuffer buffer;
    final List<String> parts = new ArrayList<>();

    FakeRead(long offset, int length) {
        this(offset, ByteBuffer.allocate(length));
    }

    FakeRead(long offset, ByteBuffer buffer) {
        this.offset = offset;
        this.buffer = buffer;
    }

    byte[] bytes() {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
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
    public void data(long start, ByteBuffer bytes) {
        parts.add("data " + start + "+" + bytes.remaining());
        buffer.put((int) (start - offset), bytes, bytes.position(), bytes.remaining());
    }

    @Override
    public void hole(long start, int length) {
        parts.add("hole " + start + "+" + length);
    }

    @Override
    public void file(long start, FileChannel channel, long position, int length) {
        throw new UnsupportedOperationException("scripts have no files to give");
    }
}
