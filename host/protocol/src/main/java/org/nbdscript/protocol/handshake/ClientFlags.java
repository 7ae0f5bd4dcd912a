package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * What the client takes up of the server's {@link HandshakeFlags}, its answer to the greeting (section "Client flags").
 *
 * <pre>
 *  byte  0       4
 *        | flags |
 * </pre>
 *
 * @param bits the flags as on the wire, an unsigned 32-bit number
 */
public record ClientFlags(int bits) {
    /** Bytes on the wire. */
    public static final int SIZE = 4;

    /** Bit 0: the client speaks fixed newstyle. */
    public static final int C_FIXED_NEWSTYLE = 1;

    /** Bit 1: the client wants no zeroes after the answer to EXPORT_NAME; a server must have offered it. */
    public static final int C_NO_ZEROES = 1 << 1;

    /** What a client of today sets: both flags. */
    public static final ClientFlags ALL = new ClientFlags(C_FIXED_NEWSTYLE | C_NO_ZEROES);

    /**
     * Takes {@value #SIZE} bytes from the buffer, which must be there.
     *
     * @param offered what the greeting offered
     * @throws ProtocolException (close) if a flag is unknown or was not offered
     */
    public static ClientFlags decode(ByteBuffer from, HandshakeFlags offered) throws ProtocolException {
        int bits = from.getInt();
        if ((bits & ~offered.bits()) != 0) {
            throw ProtocolException.close("client flags 0x%x have bits that the handshake flags 0x%x do not offer"
                    .formatted(bits, offered.bits()));
        }
        return new ClientFlags(bits);
    }

    /** Writes {@value #SIZE} bytes at the buffer's position. */
    public void encode(ByteBuffer into) {
        into.putInt(bits);
    }

    /** Whether the client speaks fixed newstyle, and so may send options other than EXPORT_NAME. */
    public boolean fixedNewstyle() {
        return (bits & C_FIXED_NEWSTYLE) != 0;
    }

    /** Whether the answer to EXPORT_NAME ends without the 124 zeroes. */
    public boolean noZeroes() {
        return (bits & C_NO_ZEROES) != 0;
    }
}
