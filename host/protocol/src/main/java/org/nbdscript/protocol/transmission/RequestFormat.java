package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * The two forms of a request's header, for those who meet either by negotiation. They differ in magic, size and length;
 * flags, type, cookie and offset are at the same place in both, so {@link RequestHeader} reads them.
 */
public enum RequestFormat {
    /** By {@link RequestHeader}. */
    COMPACT,
    /** By {@link ExtendedRequestHeader}. */
    EXTENDED;

    /** Bytes of the header. */
    public int size() {
        return this == COMPACT ? RequestHeader.SIZE : ExtendedRequestHeader.SIZE;
    }

    /**
     * Whether a whole header lies between the buffer's position and limit; false is "need more bytes".
     *
     * @throws ProtocolException (close) as soon as the magic is there and not this format's
     */
    public boolean hasArrived(ByteBuffer buffer) throws ProtocolException {
        return this == COMPACT ? RequestHeader.hasArrived(buffer) : ExtendedRequestHeader.hasArrived(buffer);
    }

    /** The length field, unsigned 64 bits. */
    public long length(ByteBuffer buffer, int at) {
        return this == COMPACT ? RequestHeader.length(buffer, at) : ExtendedRequestHeader.length(buffer, at);
    }

    /** How many bytes of payload follow the header, unsigned 64 bits. */
    public long payloadLength(ByteBuffer buffer, int at) {
        return this == COMPACT
                ? RequestHeader.payloadLength(buffer, at)
                : ExtendedRequestHeader.payloadLength(buffer, at);
    }
}
