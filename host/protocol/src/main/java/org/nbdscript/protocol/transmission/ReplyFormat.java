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

    /**
     * Writes the header of a chunk in this form at the buffer's position.
     *
     * @param done whether this is the last chunk of the reply
     * @param requestOffset the request's offset, which only {@link #EXTENDED} carries
     * @param length how many bytes of payload will follow
     * @throws IllegalStateException if this is {@link #SIMPLE}, which has no chunks
     */
    public void encodeChunkHeader(
            ByteBuffer into, boolean done, ChunkType type, long cookie, long requestOffset, long length) {
        switch (this) {
            case SIMPLE -> throw new IllegalStateException("a simple reply has no chunks");
            case STRUCTURED -> StructuredReplyHeader.encode(into, done, type, cookie, length);
            case EXTENDED -> ExtendedReplyHeader.encode(into, done, type, cookie, requestOffset, length);
        }
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
