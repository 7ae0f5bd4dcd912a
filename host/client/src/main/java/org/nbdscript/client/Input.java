package org.nbdscript.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** What has arrived from a server, in a buffer that grows with what is asked of it. For one thread at a time. */
final class Input {
    private final ReadableByteChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16).limit(0);

    Input(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** What has arrived and was not taken yet, from position to limit. */
    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Waits until this many bytes have arrived.
     *
     * @throws EOFException if the input ends before
     */
    ByteBuffer require(int count) throws IOException {
        makeRoom(count);
        while (buffer.remaining() < count) {
            fill();
        }
        return buffer;
    }

    /**
     * Waits for more than there is.
     *
     * @throws EOFException if the input ends
     */
    void more() throws IOException {
        makeRoom(buffer.remaining() + 1);
        fill();
    }

    private void makeRoom(int count) {
        if (buffer.capacity() < count) {
            buffer = ByteBuffer.allocateDirect(count).put(buffer).flip();
        } else if (buffer.capacity() - buffer.position() < count) {
            buffer.compact().flip();
        } else if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        }
    }

    private void fill() throws IOException {
        int from = buffer.position();
        int end = buffer.limit();
        buffer.limit(buffer.capacity()).position(end);
        int count = -1;
        try {
            count = channel.read(buffer);
        } finally {
            buffer.limit(end + Math.max(count, 0)).position(from);
        }
        requireOpen(count);
    }

    /**
     * Takes bytes until the target is full.
     *
     * @throws EOFException if the input ends before
     */
    void receive(ByteBuffer target) throws IOException {
        int count = Math.min(target.remaining(), buffer.remaining());
        target.put(target.position(), buffer, buffer.position(), count);
        target.position(target.position() + count);
        buffer.position(buffer.position() + count);
        while (target.hasRemaining()) {
            requireOpen(channel.read(target));
        }
    }

    /** Takes bytes and throws them away. */
    void skip(long count) throws IOException {
        long missing = count;
        while (missing > 0) {
            if (!buffer.hasRemaining()) {
                more();
            }
            int taken = (int) Math.min(missing, buffer.remaining());
            buffer.position(buffer.position() + taken);
            missing -= taken;
        }
    }

    private static void requireOpen(int count) throws EOFException {
        if (count < 0) {
            throw new EOFException("the server has disconnected");
        }
    }
}
