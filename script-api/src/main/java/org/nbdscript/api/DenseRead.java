package org.nbdscript.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A read into a buffer of the caller's, whichever way the disk answers: for layers that look at the bytes. */
public final class DenseRead implements ReadRequest {
    private static final byte[] ZEROES = new byte[4096];

    private final ByteBuffer buffer;
    private final int length;
    private final long offset;

    private DenseRead(ByteBuffer buffer, long offset) {
        this.buffer = buffer.slice();
        this.length = buffer.remaining();
        this.offset = offset;
    }

    /**
     * Reads from a disk into a buffer, from its position to its limit, both of which stay.
     *
     * @param target heap or direct, with anything in it
     */
    public static void read(Disk disk, ByteBuffer target, long offset) {
        zero(target.slice());
        disk.read(new DenseRead(target, offset));
    }

    /** Answers a request with what a disk has there, as bytes in the request's own buffer, which is returned. */
    public static ByteBuffer answer(Disk disk, ReadRequest request) {
        ByteBuffer buffer = request.buffer();
        disk.read(new DenseRead(buffer, request.offset()));
        return buffer;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void data(long first, ByteBuffer bytes) {
        int position = Math.toIntExact(first - offset);
        buffer.put(position, bytes, bytes.position(), bytes.remaining());
    }

    @Override
    public void hole(long first, int count) {
        zero(buffer.slice(Math.toIntExact(first - offset), count));
    }

    @Override
    public void file(long first, FileChannel channel, long position, int count) throws IOException {
        ByteBuffer part = buffer.slice(Math.toIntExact(first - offset), count);
        long from = position;
        while (part.hasRemaining()) {
            int got = channel.read(part, from);
            if (got < 0) {
                zero(part.slice());
                return;
            }
            from += got;
        }
    }

    private static void zero(ByteBuffer part) {
        while (part.hasRemaining()) {
            part.put(ZEROES, 0, Math.min(ZEROES.length, part.remaining()));
        }
    }
}
