package org.nbdscript.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one connection, plain or encrypted: all that the phases know of the socket. */
interface Transport extends Closeable {
    /**
     * Waits for bytes and takes what has arrived, as much as fits.
     *
     * @return how many bytes, or -1 at the end of the input
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes the first {@code count} buffers from position to limit, all of them, in as few packets as possible. One
     * thread at a time.
     */
    void write(ByteBuffer[] from, int count) throws IOException;

    /**
     * Takes what has arrived, as much as fits, or arrives in a moment, if it pays to look for that; does not sleep.
     *
     * @return how many bytes, or -1 at the end of the input, as {@link #read}; 0 if nothing has come
     */
    default int poll(ByteBuffer into) throws IOException {
        return 0;
    }

    /**
     * Waits for bytes and fills the first segments by what has arrived, as much as fits.
     *
     * @return how many bytes, by which the segments have been {@linkplain Segments#advance advanced}; -1 at the end of
     *     the input
     */
    default int read(Segments into) throws IOException {
        int count = read(into.firstSlice());
        into.advance(Math.max(count, 0));
        return count;
    }

    /** Writes all segments, in as few packets as possible. One thread at a time. */
    default void write(Segments from) throws IOException {
        write(from.slices(), from.count());
    }

    /** Makes {@link #read} wait no more, but find the end of the input after what has arrived; writing goes on. */
    void endInput();

    /** Whether the bytes are encrypted on their way. */
    boolean isTls();

    /** Ends reading and writing at once, in whatever thread they wait. */
    @Override
    void close();
}
