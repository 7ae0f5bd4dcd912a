package org.nbdscript.protocol.handshake;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdString;
import org.nbdscript.protocol.ProtocolException;

/**
 * The client's reader of replies to options, fed with bytes as they arrive, in pieces of any size. Memory grows with
 * what has come; a reply that announces more than any can have closes. Not for use by several threads at once.
 */
public final class OptionReplyDecoder {
    /** The most bytes of data that a reply can have, those of a SERVER with the longest name and description. */
    public static final int MAX_DATA = Integer.BYTES + 2 * NbdString.MAX_LENGTH;

    private final ArrivingData arriving = new ArrivingData();
    private @Nullable OptionReplyHeader header;

    /** Awaits the first reply. */
    public OptionReplyDecoder() {
        arriving.await(OptionReplyHeader.SIZE, true);
    }

    /**
     * A reply and what it is for.
     *
     * @param option the number of the option that is answered
     * @param reply the reply
     */
    public record Received(int option, OptionReply reply) {}

    /**
     * Takes bytes from the buffer up to the end of a reply, and nothing beyond it.
     *
     * @return the reply, or null if it needs more bytes; the buffer is empty then
     * @throws ProtocolException (close) if the magic or the reply is wrong
     */
    public @Nullable Received decode(ByteBuffer from) throws ProtocolException {
        if (header == null && !takeHeader(from)) {
            return null;
        }
        OptionReplyHeader current = header;
        if (current == null || !arriving.take(from)) {
            return null;
        }
        OptionReply reply = OptionReplyCodec.decode(current.type(), arriving.buffer());
        header = null;
        arriving.await(OptionReplyHeader.SIZE, true);
        return new Received(current.option(), reply);
    }

    private boolean takeHeader(ByteBuffer from) throws ProtocolException {
        boolean whole = arriving.take(from);
        ByteBuffer came = arriving.buffer();
        if (came.remaining() >= Long.BYTES) {
            OptionReplyHeader.requireMagic(came.getLong(came.position()));
        }
        if (whole) {
            OptionReplyHeader decoded = OptionReplyHeader.decode(came);
            if (decoded.length() > MAX_DATA) {
                throw ProtocolException.close("a reply to %s announces %d bytes of data, but at most %d are possible"
                        .formatted(NbdOption.nameOf(decoded.option()), decoded.length(), MAX_DATA));
            }
            arriving.await(decoded.length(), true);
            header = decoded;
        }
        return whole;
    }
}
