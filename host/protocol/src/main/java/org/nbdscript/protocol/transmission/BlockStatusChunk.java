package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#BLOCK_STATUS}: the extents of one metadata context (section "Structured reply
 * types").
 *
 * <pre>
 *  byte  0         4        8       12
 *        | context | length | flags | length | flags | ...
 * </pre>
 *
 * <p>Lengths are bytes of the export, from the request's offset on without gaps; what the flags mean depends on the
 * context.
 */
public final class BlockStatusChunk {
    /** Bytes before the descriptors. */
    public static final int HEAD_SIZE = 4;

    /** Bytes of one descriptor. */
    public static final int DESCRIPTOR_SIZE = 8;

    /** The most descriptors that a chunk should have, here and in {@link BlockStatusExtChunk}. */
    public static final int MAX_DESCRIPTORS = 1 << 20;

    /** The longest extent that keeps any alignment a block size can ask for: 2^32 - 2^16 bytes. */
    public static final long MAX_ALIGNED_LENGTH = 0xffff_0000L;

    private BlockStatusChunk() {}

    /** The payload's length, for the reply header, when it has this many descriptors. */
    public static long payloadLength(int descriptors) {
        return HEAD_SIZE + (long) DESCRIPTOR_SIZE * descriptors;
    }

    /** Writes what comes before the descriptors. */
    public static void encodeHead(ByteBuffer into, int contextId) {
        into.putInt(contextId);
    }

    /**
     * Writes one descriptor.
     *
     * @param length 1 to 2^32-1; clamp longer ones to {@link #MAX_ALIGNED_LENGTH}
     */
    public static void encodeDescriptor(ByteBuffer into, long length, int flags) {
        if (length <= 0 || length >>> 32 != 0) {
            throw new IllegalArgumentException("an extent has 1 to 2^32-1 bytes, not " + length);
        }
        into.putInt((int) length).putInt(flags);
    }

    /**
     * Checks a payload's length and gives the number of descriptors.
     *
     * @throws ProtocolException (close) if there is none, a part of one, or more than {@link #MAX_DESCRIPTORS}
     */
    public static int descriptorCount(long payloadLength) throws ProtocolException {
        long descriptors = payloadLength - HEAD_SIZE;
        if (descriptors <= 0 || descriptors % DESCRIPTOR_SIZE != 0 || descriptors / DESCRIPTOR_SIZE > MAX_DESCRIPTORS) {
            throw ProtocolException.close("a block status chunk has 4 + 8 * n bytes with n from 1 to 2^20, not "
                    + Long.toUnsignedString(payloadLength));
        }
        return (int) (descriptors / DESCRIPTOR_SIZE);
    }

    /** The id that the server gave to the context. */
    public static int contextId(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    /**
     * The length of one extent, 1 to 2^32-1.
     *
     * @throws ProtocolException (close) if it is 0
     */
    public static long length(ByteBuffer buffer, int at, int descriptor) throws ProtocolException {
        long length = Integer.toUnsignedLong(buffer.getInt(at + HEAD_SIZE + DESCRIPTOR_SIZE * descriptor));
        if (length == 0) {
            throw ProtocolException.close("extent " + descriptor + " of a block status chunk has a length of 0");
        }
        return length;
    }

    /** The flags of one extent. */
    public static int flags(ByteBuffer buffer, int at, int descriptor) {
        return buffer.getInt(at + HEAD_SIZE + DESCRIPTOR_SIZE * descriptor + 4);
    }
}
