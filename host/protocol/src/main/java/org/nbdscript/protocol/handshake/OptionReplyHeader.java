package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * What precedes the data of a reply to an option, {@value #SIZE} bytes (section "Fixed newstyle negotiation").
 *
 * <pre>
 *  byte  0       8        12     16       20
 *        | magic | option | type | length | data
 * </pre>
 *
 * @param option the number of the option that is answered
 * @param type the number for {@link OptionReplyType#byCode}
 * @param length how many bytes of data follow, 0 to 2^32-1
 */
public record OptionReplyHeader(int option, int type, long length) {
    /** The first eight bytes. */
    public static final long MAGIC = 0x0003e889045565a9L;

    /** Bytes on the wire. */
    public static final int SIZE = 20;

    /** Writes the header at the buffer's position. */
    public void encode(ByteBuffer into) {
        into.putLong(MAGIC).putInt(option).putInt(type).putInt((int) length);
    }

    /**
     * Takes {@value #SIZE} bytes from the buffer, which must be there.
     *
     * @throws ProtocolException (close) if the magic is wrong
     */
    public static OptionReplyHeader decode(ByteBuffer from) throws ProtocolException {
        requireMagic(from.getLong());
        return new OptionReplyHeader(from.getInt(), from.getInt(), Integer.toUnsignedLong(from.getInt()));
    }

    static void requireMagic(long came) throws ProtocolException {
        if (came != MAGIC) {
            throw ProtocolException.close(
                    "expected the magic 0x%016x of an option's reply, but 0x%016x came".formatted(MAGIC, came));
        }
    }
}
