package org.nbdscript.groovy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read over direct memory, as the server has it: what it answered is the buffer, or the parts. */
final class FakeRead implements ReadRequest {
    final List<String> parts = new ArrayList<>();
    private final long offset;
    private final ByteBuffer buffer;
    private final byte[] answer;

    FakeRead(long offset, int length) {
        this(offset, ByteBuffer.allocateDirect(length));
    }

    /** A read into memory that the test has. */
    FakeRead(long offset, ByteBuffer buffer) {
        this.offset = offset;
        this.buffer = buffer;
        this.answer = new byte[buffer.capacity()];
    }

    /** The bytes that a disk answers a read with. */
    static byte[] bytes(Disk disk, long offset, int length) {
        FakeRead read = new FakeRead(offset, length);
        disk.read(read);
        return read.answer();
    }

    /** The same as ASCII text. */
    static String text(Disk disk, long offset, int length) {
        return new String(bytes(disk, offset, length), StandardCharsets.US_ASCII);
    }

    byte[] answer() {
        if (parts.isEmpty()) {
            buffer.get(0, answer);
        }
        return answer;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return answer.length;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void data(long start, ByteBuffer bytes) {
        parts.add("data " + start + " " + bytes.remaining());
        bytes.get(bytes.position(), answer, Math.toIntExact(start - offset), bytes.remaining());
    }

    @Override
    public void hole(long start, int length) {
        parts.add("hole " + start + " " + length);
    }

    @Override
    public void file(long start, FileChannel channel, long position, int length) {
        throw new UnsupportedOperationException("scripts have no files");
    }
}
