package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#BLOCK_STATUS_EXT}: as {@link BlockStatusChunk} in 64 bits, for extended headers
 * (section "Structured reply types" of the branch {@code extension-ext-header}).
 *
 * <pre>
 *  byte  0         4       8        16      24
 *        | context | count | length | flags | length | flags | ...
 * </pre>
 */
public final class BlockStatusExtChunk {
    /** Bytes before the descriptors. */
    public static final int HEAD_SIZE = 8;

    /** Bytes of one descriptor. */
    public static final int DESCRIPTOR_SIZE = 16;

    private BlockStatusExtChunk() {}

    /** The payload's length, for the reply header, when it has this many descriptors. */
    public static long payloadLength(int descriptors) {
        return HEAD_SIZE + (long) DESCRIPTOR_SIZE * descriptors;
    }

    /** Writes what comes before the descriptors. */
    public static void encodeHead(ByteBuffer into, int contextId, int descriptors) {
        into.putInt(contextId).putInt(descriptors);
    }

    /**
     * Writes one descriptor.
     *
     * @param length unsigned, not 0
     */
    public static void encodeDescriptor(ByteBuffer into, long length, long flags) {
        if (length == 0) {
            throw new IllegalArgumentException("an extent has at least 1 byte, not 0");
        }
        into.putLong(length).putLong(flags);
    }

    /**
     * Checks the length of a payload whose head is there and gives the number of descriptors.
     *
     * @throws ProtocolException (close) if there is none, a part of one, more than
     *     {@link BlockStatusChunk#MAX_DESCRIPTORS}, or another number than the head says
     */
    public static int descriptorCount(ByteBuffer buffer, int at, long payloadLength) throws ProtocolException {
        long descriptors = payloadLength - HEAD_SIZE;
        if (descriptors <= 0
                || descriptors % DESCRIPTOR_SIZE != 0
                || descriptors / DESCRIPTOR_SIZE > BlockStatusChunk.MAX_DESCRIPTORS) {
            throw ProtocolException.close("a 64-bit block status chunk has 8 + 16 * n bytes with n from 1 to 2^20, not "
                    + Long.toUnsignedString(payloadLength));
        }
        int count = buffer.getInt(at + 4);
        if (count != descriptors / DESCRIPTOR_SIZE) {
            throw ProtocolException.close("a 64-bit block status chunk says it has " + Integer.toUnsignedString(count)
                    + " extents, but has " + descriptors / DESCRIPTOR_SIZE);
        }
        return count;
    }

    /** The id that the server gave to the context. */
    public static int contextId(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    /**
     * The length of one extent, unsigned.
     *
     * @throws ProtocolException (close) if it is 0
     */
    public static long length(ByteBuffer buffer, int at, int descriptor) throws ProtocolException {
        long length = buffer.getLong(at + HEAD_SIZE + DESCRIPTOR_SIZE * descriptor);
        if (length == 0) {
            throw ProtocolException.close("extent " + descriptor + " of a block status chunk has a length of 0");
        }
        return length;
    }

    /** The flags of one extent. */
    public static long flags(ByteBuffer buffer, int at, int descriptor) {
        return buffer.getLong(at + HEAD_SIZE + DESCRIPTOR_SIZE * descriptor + 8);
    }
}
