package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.TransmissionFlags;

/**
 * The answer to {@link NbdOption#EXPORT_NAME}; transmission follows at once (section "Newstyle negotiation").
 *
 * <pre>
 *  byte  0      8       10           134
 *        | size | flags | 124 zeroes |     the zeroes unless {@link ClientFlags#C_NO_ZEROES} is set
 * </pre>
 *
 * @param size of the export in bytes, unsigned
 * @param flags what the server says of the export
 */
public record ExportNameReply(long size, TransmissionFlags flags) {
    /** Bytes on the wire without the zeroes. */
    public static final int SIZE = 10;

    /** How many zeroes there are, unless the client does without. */
    public static final int ZEROES = 124;

    /** Writes the answer at the buffer's position; zeroes follow it unless the client does without. */
    public void encode(ByteBuffer into, ClientFlags client) {
        into.putLong(size).putShort((short) flags.bits());
        if (!client.noZeroes()) {
            into.put(new byte[ZEROES]);
        }
    }

    /** Takes an answer and its zeroes from the buffer, or nothing, and null, if they are not wholly there. */
    public static @Nullable ExportNameReply decode(ByteBuffer from, ClientFlags client) {
        int zeroes = client.noZeroes() ? 0 : ZEROES;
        if (from.remaining() < SIZE + zeroes) {
            return null;
        }
        long size = from.getLong();
        TransmissionFlags flags = new TransmissionFlags(Short.toUnsignedInt(from.getShort()));
        from.position(from.position() + zeroes);
        return new ExportNameReply(size, flags);
    }
}
