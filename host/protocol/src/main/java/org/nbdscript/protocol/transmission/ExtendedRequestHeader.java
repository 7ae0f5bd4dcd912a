package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The request once extended headers are negotiated, {@value #SIZE} bytes, read in place (section "Request message" of
 * the branch {@code extension-ext-header}).
 *
 * <pre>
 *  byte  0       4       6      8        16       24       32
 *        | magic | flags | type | cookie | offset | length | payload if PAYLOAD_LEN is set
 * </pre>
 *
 * <p>As {@link RequestHeader}, save that the length has 64 bits and is that of the payload if
 * {@link CommandFlags#PAYLOAD_LEN} is set, else that of the range concerned.
 */
public final class ExtendedRequestHeader {
    /** The first four bytes. */
    public static final int MAGIC = 0x21e41c71;

    /** Bytes of the header. */
    public static final int SIZE = 32;

    private ExtendedRequestHeader() {}

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and wrong
     */
    public static boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return Arrival.ofHeader(buffer, MAGIC, SIZE, "an extended request");
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

    /** The payload's length if PAYLOAD_LEN is set, else that of the range concerned; unsigned 64 bits. */
    public static long length(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 24);
    }

    /** How many bytes of payload follow the header, unsigned 64 bits; none without PAYLOAD_LEN. */
    public static long payloadLength(ByteBuffer buffer, int at) {
        return (flags(buffer, at) & CommandFlags.PAYLOAD_LEN) != 0 ? length(buffer, at) : 0;
    }

    /** Writes a header at the buffer's position. Any flags and type can be written, wrong ones too. */
    public static void encode(ByteBuffer into, int flags, int type, long cookie, long offset, long length) {
        into.putInt(MAGIC).putShort((short) flags).putShort((short) type);
        into.putLong(cookie).putLong(offset).putLong(length);
    }
}
