package org.nbdscript.filters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read that keeps the answer. That its parts fit is seen to by the stack. */
public final class ModelRead implements ReadRequest {
    private final long offset;
    private final ByteBuffer buffer;
    private final byte[] parts;
    private boolean hasParts;

    ModelRead(long offset, int length) {
        this.offset = offset;
        this.buffer = length % 2 == 0 ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        this.parts = new byte[length];
    }

    /** What a disk has in a range. */
    public static byte[] of(Disk disk, long offset, int length) {
        ModelRead read = new ModelRead(offset, length);
        disk.read(read);
        if (!read.hasParts) {
            read.buffer.get(0, read.parts);
        }
        return read.parts;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return parts.length;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void data(long first, ByteBuffer bytes) {
        hasParts = true;
        bytes.get(bytes.position(), parts, (int) (first - offset), bytes.remaining());
    }

    @Override
    public void hole(long first, int length) {
        hasParts = true;
    }

    @Override
    public void file(long first, FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // until it is read
        }
        data(first, bytes.clear());
    }
}
