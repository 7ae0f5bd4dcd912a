package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The compact request, {@value #SIZE} bytes, read in place (section "Request message").
 *
 * <pre>
 *  byte  0       4       6      8        16       24       28
 *        | magic | flags | type | cookie | offset | length | payload of a WRITE
 * </pre>
 *
 * <p>Offset and length are unsigned bytes of the export; the cookie comes back in the reply. The accessors take the
 * absolute position of the header's first byte; a buffer's position is not moved.
 */
public final class RequestHeader {
    /** The first four bytes. */
    public static final int MAGIC = 0x25609513;

    /** Bytes of the header. */
    public static final int SIZE = 28;

    private RequestHeader() {}

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and wrong
     */
    public static boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return Arrival.ofHeader(buffer, MAGIC, SIZE, "a request");
    }

    /** The bits for {@link CommandFlags#of}. */
    public static int flags(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + 4));
    }

    /** The number for {@link NbdCommand#byCode}. */
    public static int type(ByteBuffer buffer, int at) {
        return Short.toUnsignedInt(buffer.getShort(at + 6));
    }

    /** The client's mark for this request, opaque. */
    public static long cookie(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 8);
    }

    /** The first byte of the export that is concerned, unsigned 64 bits. */
    public static long offset(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 16);
    }

    /** How many bytes of the export are concerned, 0 to 2^32-1. */
    public static long length(ByteBuffer buffer, int at) {
        return Integer.toUnsignedLong(buffer.getInt(at + 24));
    }

    /** How many bytes of payload follow the header, 0 to 2^32-1: those of a WRITE, whatever its flags. */
    public static long payloadLength(ByteBuffer buffer, int at) {
        return type(buffer, at) == NbdCommand.WRITE.code() ? length(buffer, at) : 0;
    }

    /**
     * Writes a header at the buffer's position. Any flags and type can be written, wrong ones too.
     *
     * @param length 0 to 2^32-1
     */
    public static void encode(ByteBuffer into, int flags, int type, long cookie, long offset, long length) {
        if (length >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "a compact request's length has 32 bits, not " + Long.toUnsignedString(length));
        }
        into.putInt(MAGIC).putShort((short) flags).putShort((short) type);
        into.putLong(cookie).putLong(offset).putInt((int) length);
    }
}
