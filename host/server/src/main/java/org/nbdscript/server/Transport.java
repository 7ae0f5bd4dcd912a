package org.nbdscript.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.tls.Wire;

/** The bytes of one connection, plain or encrypted: all that the phases know of the socket. */
interface Transport extends Wire, Closeable {
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

    /** Whether segments may be in pipes, since their pages can be sent without a copy, and faster so. */
    default boolean sendsPages() {
        return false;
    }

    /** Whether it can {@linkplain #rest rest}. */
    default boolean canRest() {
        return false;
    }

    /**
     * Waits for bytes as {@link #read} does, but only for a while, if it can rest.
     *
     * @return how many bytes have come; 0 if none did in that time; -1 at the end of the input
     */
    default int read(ByteBuffer into, int milliseconds) throws IOException {
        return read(into);
    }

    /**
     * Waits for input, its end or that of the transport without a thread.
     *
     * @param action what is done then, once, on any thread, perhaps before this returns; it takes no time
     */
    default void rest(InputWatch watch, Runnable action) {
        throw new IllegalStateException("this transport cannot rest");
    }

    /** Writes all segments, in as few packets as possible. One thread at a time. */
    default void write(Segments from) throws IOException {
        write(from.slices(), from.count());
    }

    /** Makes {@link #read} wait no more, but find the end of the input after what has arrived; writing goes on. */
    void endInput();

    /** Whether {@link #startTls} is possible. */
    default boolean offersTls() {
        return false;
    }

    /**
     * Shakes hands; all bytes are encrypted from then on. Once, and only where TLS is offered.
     *
     * @return who the client has proved to be
     * @throws javax.net.ssl.SSLException if the handshake fails
     */
    default TlsIdentity startTls() throws IOException {
        throw new IllegalStateException("TLS is not offered");
    }

    /** Whether the bytes are encrypted on their way. */
    boolean isTls();

    /** Tells the client that all was said, where there is a way to say so. Nothing can be written after it. */
    default void endOutput() {}

    /** Ends reading and writing at once, in whatever thread they wait. */
    @Override
    void close();
}
