package org.nbdscript.jython;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read of some bytes, put together from the buffer or from parts. */
final class FakeRead implements ReadRequest {
    final List<String> parts = new ArrayList<>();
    private final long offset;
    private final ByteBuffer buffer;
    private final ByteBuffer assembled;

    FakeRead(long offset, int length) {
        this.offset = offset;
        this.buffer = ByteBuffer.allocateDirect(length);
        this.assembled = ByteBuffer.allocate(length);
    }

    static byte[] bytes(Disk disk, long offset, int length) {
        FakeRead read = new FakeRead(offset, length);
        disk.read(read);
        return read.bytes();
    }

    static String text(Disk disk, long offset, int length) {
        return new String(bytes(disk, offset, length), StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
        byte[] bytes = new byte[buffer.capacity()];
        (parts.isEmpty() ? buffer : assembled).get(0, bytes);
        return bytes;
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
    public void data(long at, ByteBuffer bytes) {
        parts.add("data " + at + " " + bytes.remaining());
        assembled.put((int) (at - offset), bytes, bytes.position(), bytes.remaining());
    }

    @Override
    public void hole(long at, int length) {
        parts.add("hole " + at + " " + length);
    }

    @Override
    public void file(long at, FileChannel channel, long position, int length) {
        throw new UnsupportedOperationException();
    }
}
