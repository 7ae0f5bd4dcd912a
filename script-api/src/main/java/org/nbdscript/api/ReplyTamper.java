package org.nbdscript.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends the replies of one connection otherwise than the protocol wants: to test what clients make of that, or to try
 * what a protocol to come might be.
 */
public interface ReplyTamper {
    /** The way to the client. Any number of threads may use it. */
    interface Wire {
        /** Sends all bytes from position to limit. */
        void send(ByteBuffer bytes) throws IOException;

        /** Ends the connection at once. */
        void close();
    }

    /**
     * Sends one whole reply with all its chunks, or does not.
     *
     * @param reply its bytes from position to limit, the tamper's own from now on
     */
    void send(ByteBuffer reply, Wire wire) throws IOException;
}
