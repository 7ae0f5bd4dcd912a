package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/** Says whether a header of known magic and size is there, and finds a wrong magic as soon as its four bytes are. */
final class Arrival {
    private Arrival() {}

    static boolean ofHeader(ByteBuffer buffer, int magic, int size, String what) throws ProtocolException {
        if (buffer.remaining() < Integer.BYTES) {
            return false;
        }
        int came = buffer.getInt(buffer.position());
        if (came != magic) {
            throw ProtocolException.close(
                    "expected the magic 0x%08x of %s, but 0x%08x came".formatted(magic, what, came));
        }
        return buffer.remaining() >= size;
    }
}
