package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload that a BLOCK_STATUS request may carry with extended headers, to select some of the negotiated contexts
 * (section "NBD_CMD_BLOCK_STATUS" of the branch {@code extension-ext-header}).
 *
 * <pre>
 *  byte  0               8         12
 *        | effect length | context | context | ...
 * </pre>
 */
public final class BlockStatusPayload {
    /** Bytes before the contexts. */
    public static final int HEAD_SIZE = 8;

    private BlockStatusPayload() {}

    /** The payload's length, for the request header, when it selects this many contexts. */
    public static long payloadLength(int contexts) {
        return HEAD_SIZE + (long) Integer.BYTES * contexts;
    }

    /** Writes the payload; the effect length is in bytes of the export from the request's offset on. */
    public static void encode(ByteBuffer into, long effectLength, int... contextIds) {
        into.putLong(effectLength);
        for (int contextId : contextIds) {
            into.putInt(contextId);
        }
    }

    /**
     * Checks a payload's length and gives the number of contexts.
     *
     * @throws ProtocolException (refuse, with EINVAL) if there is none or a part of one
     */
    public static long contextCount(long payloadLength) throws ProtocolException {
        long contexts = payloadLength - HEAD_SIZE;
        if (contexts <= 0 || contexts % Integer.BYTES != 0) {
            throw ProtocolException.refuse("a block status payload has 8 + 4 * n bytes with n at least 1, not "
                    + Long.toUnsignedString(payloadLength));
        }
        return contexts / Integer.BYTES;
    }

    /** How many bytes of the export are asked about, unsigned 64 bits. */
    public static long effectLength(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /** One of the selected contexts' ids. */
    public static int contextId(ByteBuffer buffer, int at, int index) {
        return buffer.getInt(at + HEAD_SIZE + Integer.BYTES * index);
    }
}
