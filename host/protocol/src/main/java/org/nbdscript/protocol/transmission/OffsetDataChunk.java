package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#OFFSET_DATA} (section "Structured reply types").
 *
 * <pre>
 *  byte  0        8
 *        | offset | data, at least one byte
 * </pre>
 */
public final class OffsetDataChunk {
    /** Bytes before the data. */
    public static final int HEAD_SIZE = 8;

    private OffsetDataChunk() {}

    /** The payload's length, for the reply header, when it carries this many bytes of data. */
    public static long payloadLength(long dataLength) {
        return HEAD_SIZE + dataLength;
    }

    /** Writes what comes before the data; the offset is that of the data's first byte in the export. */
    public static void encodeHead(ByteBuffer into, long offset) {
        into.putLong(offset);
    }

    /** Where the data belongs in the export, unsigned 64 bits. */
    public static long offset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /**
     * How many bytes of data a payload of this length carries.
     *
     * @throws ProtocolException (close) if that is none
     */
    public static long dataLength(long payloadLength) throws ProtocolException {
        if (Long.compareUnsigned(payloadLength, HEAD_SIZE) <= 0) {
            throw ProtocolException.close("a data chunk has at least 9 bytes, not " + payloadLength);
        }
        return payloadLength - HEAD_SIZE;
    }
}
