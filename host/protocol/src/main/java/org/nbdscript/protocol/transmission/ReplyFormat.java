package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;

/** The three forms of a reply's header; a client that negotiated structured replies meets the first two. */
public enum ReplyFormat {
    /** By {@link SimpleReplyHeader}. */
    SIMPLE(SimpleReplyHeader.SIZE),
    /** By {@link StructuredReplyHeader}. */
    STRUCTURED(StructuredReplyHeader.SIZE),
    /** By {@link ExtendedReplyHeader}. */
    EXTENDED(ExtendedReplyHeader.SIZE);

    private final int size;

    ReplyFormat(int size) {
        this.size = size;
    }

    /** Bytes of the header. */
    public int size() {
        return size;
    }

    /**
     * The form of the header that lies whole between the buffer's position and limit, or null for "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and none of the three
     */
    public static @Nullable ReplyFormat arrived(ByteBuffer buffer) throws ProtocolException {
        if (buffer.remaining() < Integer.BYTES) {
            return null;
        }
        ReplyFormat format = byMagic(buffer.getInt(buffer.position()));
        return buffer.remaining() >= format.size ? format : null;
    }

    private static ReplyFormat byMagic(int magic) throws ProtocolException {
        return switch (magic) {
            case SimpleReplyHeader.MAGIC -> SIMPLE;
            case StructuredReplyHeader.MAGIC -> STRUCTURED;
            case ExtendedReplyHeader.MAGIC -> EXTENDED;
            default -> throw ProtocolException.close("0x%08x is no reply's magic".formatted(magic));
        };
    }
}
