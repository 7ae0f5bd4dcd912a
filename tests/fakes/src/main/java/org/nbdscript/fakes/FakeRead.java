package org.nbdscript.fakes;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read over direct memory, as the server has it, which keeps its answer. */
public final class FakeRead implements ReadRequest {
    /** The parts of the answer in their order: {@code data OFFSET+LENGTH}, {@code hole …}, {@code file …}. */
    public final List<String> parts = new ArrayList<>();

    private final long offset;
    private final ByteBuffer buffer;
    private final ByteBuffer assembled;
    private boolean isUsed;

    /** A read of so many bytes. */
    public FakeRead(long offset, int length) {
        this(offset, ByteBuffer.allocateDirect(length));
    }

    /** A read into memory of the test's own. */
    public FakeRead(long offset, ByteBuffer buffer) {
        this.offset = offset;
        this.buffer = buffer;
        this.assembled = ByteBuffer.allocate(buffer.capacity());
    }

    /** A read that a disk has answered. */
    public static FakeRead of(Disk disk, long offset, int length) {
        FakeRead read = new FakeRead(offset, length);
        disk.read(read);
        return read;
    }

    /** The bytes that a disk answers a read with. */
    public static byte[] bytes(Disk disk, long offset, int length) {
        return of(disk, offset, length).bytes();
    }

    /** The same as text, a character a byte. */
    public static String text(Disk disk, long offset, int length) {
        return new String(bytes(disk, offset, length), StandardCharsets.ISO_8859_1);
    }

    /** The answer: the parts if there is one, else the buffer. */
    public byte[] bytes() {
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
        isUsed = true;
        return buffer;
    }

    /** Full of question marks, as what nobody may see. */
    @Override
    public ByteBuffer bufferToFill() {
        for (int i = 0; i < buffer.capacity() && !isUsed; i++) {
            buffer.put(i, (byte) '?');
        }
        return buffer();
    }

    @Override
    public void data(long first, ByteBuffer bytes) {
        parts.add("data " + first + "+" + bytes.remaining());
        assembled.put(Math.toIntExact(first - offset), bytes, bytes.position(), bytes.remaining());
    }

    @Override
    public void hole(long first, int length) {
        parts.add("hole " + first + "+" + length);
    }

    /** Keeps where the bytes are, not the bytes. */
    @Override
    public void file(long first, FileChannel channel, long position, int length) {
        parts.add("file " + first + "+" + length);
    }
}
