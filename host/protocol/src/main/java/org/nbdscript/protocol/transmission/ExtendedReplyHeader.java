package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The header of one chunk of a reply once extended headers are negotiated, {@value #SIZE} bytes (section "Extended
 * reply chunk message" of the branch {@code extension-ext-header}).
 *
 * <pre>
 *  byte  0       4       6      8        16       24       32
 *        | magic | flags | type | cookie | offset | length | payload by type
 * </pre>
 *
 * <p>The offset is the request's, even where the payload has an offset of its own.
 */
public final class ExtendedReplyHeader {
    /** The first four bytes. */
    public static final int MAGIC = 0x6e8a278c;

    /** Bytes of the header. */
    public static final int SIZE = 32;

    private ExtendedReplyHeader() {}

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and wrong
     */
    public static boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return Arrival.ofHeader(buffer, MAGIC, SIZE, "an extended reply");
    }

    /** Whether this is the last chunk of the reply; other flags are ignored, as a client must. */
    public static boolean done(ByteBuffer buffer, int at) {
        return (buffer.getShort(at + 4) & StructuredReplyHeader.DONE) != 0;
    }

    /** The number for {@link ChunkType#byCode}. */
    public static int type(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + 6));
    }

    /** The request's cookie. */
    public static long cookie(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 8);
    }

    /** The request's offset. */
    public static long offset(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 16);
    }

    /** How many bytes of payload follow the header, unsigned 64 bits. */
    public static long length(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 24);
    }

    /**
     * Writes a header at the buffer's position.
     *
     * @param done whether this is the last chunk of the reply
     * @param offset the request's offset
     * @param length how many bytes of payload will follow
     */
    public static void encode(ByteBuffer into, boolean done, ChunkType type, long cookie, long offset, long length) {
        into.putInt(MAGIC)
                .putShort((short) (done ? StructuredReplyHeader.DONE : 0))
                .putShort((short) type.code());
        into.putLong(cookie).putLong(offset).putLong(length);
    }
}
