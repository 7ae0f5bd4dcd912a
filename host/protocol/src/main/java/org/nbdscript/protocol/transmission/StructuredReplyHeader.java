package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The header of one chunk of a structured reply, {@value #SIZE} bytes (section "Structured reply chunk message").
 *
 * <pre>
 *  byte  0       4       6      8        16       20
 *        | magic | flags | type | cookie | length | payload by type
 * </pre>
 */
public final class StructuredReplyHeader {
    /** The first four bytes. */
    public static final int MAGIC = 0x668e33ef;

    /** Bytes of the header. */
    public static final int SIZE = 20;

    /** Bit 0 of the flags: the last chunk of the reply. */
    public static final int DONE = 1;

    private StructuredReplyHeader() {}

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and wrong
     */
    public static boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return Arrival.ofHeader(buffer, MAGIC, SIZE, "a structured reply");
    }

    /** Whether this is the last chunk of the reply; other flags are ignored, as a client must. */
    public static boolean done(ByteBuffer buffer, int at) {
        return (buffer.getShort(at + 4) & DONE) != 0;
    }

    /** The number for {@link ChunkType#byCode}. */
    public static int type(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + 6));
    }

    /** The request's cookie. */
    public static long cookie(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 8);
    }

    /** How many bytes of payload follow the header, 0 to 2^32-1. */
    public static long length(ByteBuffer buffer, int at) {
        return Integer.toUnsignedLong(buffer.getInt(at + 16));
    }

    /**
     * Writes a header at the buffer's position.
     *
     * @param done whether this is the last chunk of the reply
     * @param length how many bytes of payload will follow, 0 to 2^32-1
     */
    public static void encode(ByteBuffer into, boolean done, ChunkType type, long cookie, long length) {
        if (length >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "a structured reply's length has 32 bits, not " + Long.toUnsignedString(length));
        }
        into.putInt(MAGIC).putShort((short) (done ? DONE : 0)).putShort((short) type.code());
        into.putLong(cookie).putInt((int) length);
    }
}
