package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The simple reply, {@value #SIZE} bytes (section "Simple reply message").
 *
 * <pre>
 *  byte  0       4       8        16
 *        | magic | error | cookie | data of a READ that succeeded
 * </pre>
 *
 * <p>How much data follows is known only from the request. Never an answer to READ once structured replies are
 * negotiated, never used at all with extended headers.
 */
public final class SimpleReplyHeader {
    /** The first four bytes. */
    public static final int MAGIC = 0x67446698;

    /** Bytes of the header. */
    public static final int SIZE = 16;

    private SimpleReplyHeader() {}

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and wrong
     */
    public static boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return Arrival.ofHeader(buffer, MAGIC, SIZE, "a simple reply");
    }

    /** 0 for success, else the number for {@link NbdError#byCodeOrInvalid}. */
    public static int error(ByteBuffer buffer, int at) {
        return buffer.getInt(at + 4);
    }

    /** The request's cookie. */
    public static long cookie(ByteBuffer buffer, int at) {
        return buffer.getLong(at + 8);
    }

    /** Writes the header of a success at the buffer's position. */
    public static void encodeSuccess(ByteBuffer into, long cookie) {
        into.putInt(MAGIC).putInt(0).putLong(cookie);
    }

    /** Writes an error at the buffer's position; nothing follows it. */
    public static void encodeError(ByteBuffer into, NbdError error, long cookie) {
        into.putInt(MAGIC).putInt(error.code()).putLong(cookie);
    }
}
