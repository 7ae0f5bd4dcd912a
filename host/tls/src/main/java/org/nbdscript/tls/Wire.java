package org.nbdscript.tls;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What carries bytes to and from a peer, as they are: below TLS, or without it. */
public interface Wire {
    /**
     * Waits for bytes and takes what has arrived, as much as fits. One thread at a time.
     *
     * @return how many bytes, or -1 at the end of the input
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Takes what has arrived, as much as fits, or arrives in a moment, if it pays to look for that; does not sleep.
     *
     * @return how many bytes, or -1 at the end of the input, as {@link #read}; 0 if nothing has come
     */
    default int poll(ByteBuffer into) throws IOException {
        return 0;
    }

    /**
     * Writes the first {@code count} buffers from position to limit, all of them, in as few packets as possible. One
     * thread at a time.
     */
    void write(ByteBuffer[] from, int count) throws IOException;
}
