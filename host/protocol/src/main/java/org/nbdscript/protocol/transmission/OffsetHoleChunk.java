package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#OFFSET_HOLE}, {@value #SIZE} bytes (section "Structured reply types").
 *
 * <pre>
 *  byte  0        8      12
 *        | offset | size |
 * </pre>
 */
public final class OffsetHoleChunk {
    /** Bytes of the payload. */
    public static final int SIZE = 12;

    private OffsetHoleChunk() {}

    /**
     * Writes the payload.
     *
     * @param offset of the first zero in the export
     * @param size how many zeroes, 1 to 2^32-1
     */
    public static void encode(ByteBuffer into, long offset, long size) {
        if (size <= 0 || size >>> 32 != 0) {
            throw new IllegalArgumentException("a hole has 1 to 2^32-1 bytes, not " + size);
        }
        into.putLong(offset).putInt((int) size);
    }

    /** Where the hole begins in the export, unsigned 64 bits. */
    public static long offset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /** How many zeroes the hole has, 1 to 2^32-1 after {@link #check}. */
    public static long size(ByteBuffer buffer, int at) {
        return Integer.toUnsignedLong(buffer.getInt(at + 8));
    }

    /**
     * Checks a payload that is wholly there.
     *
     * @throws ProtocolException (close) if the length is not {@value #SIZE} or the hole is empty
     */
    public static void check(ByteBuffer buffer, int at, long payloadLength) throws ProtocolException {
        if (payloadLength != SIZE) {
            throw ProtocolException.close("a hole chunk has 12 bytes, not " + Long.toUnsignedString(payloadLength));
        }
        if (size(buffer, at) == 0) {
            throw ProtocolException.close("a hole chunk has a size of 0");
        }
    }
}
