package org.nbdscript.protocol.transmission;

import java.nio.ByteBuffer;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

/**
 * The payload of {@link ChunkType#ERROR}, and the beginning of any other error chunk's (section "Structured reply
 * types").
 *
 * <pre>
 *  byte  0       4                6
 *        | error | message length | message
 * </pre>
 *
 * <p>The message is a text for people, at most {@value NbdString#MAX_LENGTH} bytes.
 */
public final class ErrorChunk {
    /** Bytes before the message. */
    public static final int HEAD_SIZE = 6;

    private ErrorChunk() {}

    /** The payload's length, for the reply header, when the message has this many bytes. */
    public static long payloadLength(int messageLength) {
        return (long) HEAD_SIZE + messageLength;
    }

    /**
     * Writes the payload.
     *
     * @param message as {@link NbdString#encodeText} gives it; may be empty
     */
    public static void encode(ByteBuffer into, NbdError error, byte[] message) {
        if (message.length > NbdString.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an error's text has at most " + NbdString.MAX_LENGTH + " bytes, not " + message.length);
        }
        into.putInt(error.code()).putShort((short) message.length).put(message);
    }

    /** The number for {@link NbdError#byCodeOrInvalid}. */
    public static int error(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    /**
     * The text of an error chunk of any type that is wholly there.
     *
     * @throws ProtocolException if the error is 0 or the message does not fit into the payload (close), or the message
     *     is no proper string (refuse: the error stands, its text is lost)
     */
    public static String message(ByteBuffer buffer, int at, long payloadLength) throws ProtocolException {
        return message(buffer, at, payloadLength, HEAD_SIZE);
    }

    static String message(ByteBuffer buffer, int at, long payloadLength, int otherFields) throws ProtocolException {
        if (Long.compareUnsigned(payloadLength, otherFields) < 0) {
            throw ProtocolException.close(
                    "an error chunk of this type has at least " + otherFields + " bytes, not " + payloadLength);
        }
        int length = Short.toUnsignedInt(buffer.getShort(at + 4));
        if (Long.compareUnsigned(length, payloadLength - otherFields) > 0) {
            throw ProtocolException.close(
                    "an error chunk of " + payloadLength + " bytes says that its message has " + length);
        }
        if (error(buffer, at) == 0) {
            throw ProtocolException.close("an error chunk has the error number 0");
        }
        return NbdString.decode(buffer.slice(at + HEAD_SIZE, length), length, "an error's message");
    }
}
