package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * What precedes an option's data, {@value #SIZE} bytes (section "Newstyle negotiation").
 *
 * <pre>
 *  byte  0          8        12       16
 *        | IHAVEOPT | option | length | data
 * </pre>
 *
 * @param option the number for {@link NbdOption#byCode}
 * @param length how many bytes of data follow, 0 to 2^32-1
 */
public record OptionHeader(int option, long length) {
    /** The first eight bytes, {@code IHAVEOPT} in ASCII. */
    public static final long MAGIC = 0x49484156454F5054L;

    /** Bytes on the wire. */
    public static final int SIZE = 16;

    /** Writes the header at the buffer's position. */
    public void encode(ByteBuffer into) {
        into.putLong(MAGIC).putInt(option).putInt((int) length);
    }

    /**
     * Takes {@value #SIZE} bytes from the buffer, which must be there.
     *
     * @throws ProtocolException (close) if the magic is wrong
     */
    public static OptionHeader decode(ByteBuffer from) throws ProtocolException {
        requireMagic(from.getLong());
        return new OptionHeader(from.getInt(), Integer.toUnsignedLong(from.getInt()));
    }

    static void requireMagic(long came) throws ProtocolException {
        if (came != MAGIC) {
            throw ProtocolException.close(
                    "expected the magic 0x%016x of an option, but 0x%016x came".formatted(MAGIC, came));
        }
    }
}
