package org.nbdscript.tests.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;

/** A read that keeps its parts and makes one array of them. */
final class PartsRead implements ReadRequest {
    final List<String> parts = new ArrayList<>();
    private final long offset;
    private final byte[] bytes;

    PartsRead(long offset, int length) {
        this.offset = offset;
        this.bytes = new byte[length];
    }

    /** Reads the way that the server does. */
    static byte[] read(Disk disk, long offset, int length) {
        PartsRead read = new PartsRead(offset, length);
        disk.read(read);
        return read.bytes;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void data(long partOffset, ByteBuffer data) {
        parts.add("data " + partOffset + " " + data.remaining());
        data.get(bytes, Math.toIntExact(partOffset - offset), data.remaining());
    }

    @Override
    public void hole(long partOffset, int length) {
        parts.add("hole " + partOffset + " " + length);
    }

    @Override
    public void file(long partOffset, FileChannel channel, long position, int length) {
        try {
            channel.read(ByteBuffer.wrap(bytes, Math.toIntExact(partOffset - offset), length), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
