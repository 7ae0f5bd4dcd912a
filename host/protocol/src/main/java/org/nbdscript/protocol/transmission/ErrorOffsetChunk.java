package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#ERROR_OFFSET}: an error and where it happened (section "Structured reply types").
 *
 * <pre>
 *  byte  0       4                6         6 + message length
 *        | error | message length | message | offset |
 * </pre>
 *
 * <p>The offset is a byte of the export within the request.
 */
public final class ErrorOffsetChunk {
    /** Bytes without the message. */
    public static final int FIXED_SIZE = ErrorChunk.HEAD_SIZE + 8;

    private ErrorOffsetChunk() {}

    /** The payload's length, for the reply header, when the message has this many bytes. */
    public static long payloadLength(int messageLength) {
        return (long) FIXED_SIZE + messageLength;
    }

    /**
     * Writes the payload.
     *
     * @param message as {@link NbdString#encodeText} gives it; may be empty
     * @param offset where in the export
     */
    public static void encode(ByteBuffer into, NbdError error, byte[] message, long offset) {
        ErrorChunk.encode(into, error, message);
        into.putLong(offset);
    }

    /** The number for {@link NbdError#byCodeOrInvalid}. */
    public static int error(ByteBuffer buffer, int at) {
        return ErrorChunk.error(buffer, at);
    }

    /**
     * The text of a payload that is wholly there, with the exceptions of {@link ErrorChunk#message}.
     *
     * @throws ProtocolException as said there
     */
    public static String message(ByteBuffer buffer, int at, long payloadLength) throws ProtocolException {
        return ErrorChunk.message(buffer, at, payloadLength, FIXED_SIZE);
    }

    /** Where it happened, unsigned 64 bits; only after {@link #message} did not say "close". */
    public static long offset(ByteBuffer buffer, int at) {
        int messageLength = Short.toUnsignedInt(buffer.getShort(at + 4));
        return buffer.getLong(at + ErrorChunk.HEAD_SIZE + messageLength);
    }
}
