package org.nbdscript.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.RequestFormat;
import org.nbdscript.protocol.transmission.RequestHeader;

/** A request as it came, unchecked. Reused for one request after another. */
final class Request {
    private int type;
    private @Nullable NbdCommand command;
    private CommandFlags flags = CommandFlags.NONE;
    private long cookie;
    private long offset;
    private long length;
    private long payloadLength;
    private int @Nullable [] contextIds;

    /** Takes a header, which is wholly there, from the buffer's position. */
    void take(ByteBuffer buffer, RequestFormat format) {
        int at = buffer.position();
        type = RequestHeader.type(buffer, at);
        command = NbdCommand.byCode(type);
        flags = CommandFlags.of(RequestHeader.flags(buffer, at));
        cookie = RequestHeader.cookie(buffer, at);
        offset = RequestHeader.offset(buffer, at);
        length = format.length(buffer, at);
        payloadLength = format.payloadLength(buffer, at);
        contextIds = null;
        buffer.position(at + format.size());
    }

    /**
     * Takes the payload of a block status request, which is wholly there, from the buffer's position: the request is
     * without one then, and about the range and the contexts that the payload names.
     *
     * @param contexts how many it names
     */
    void takeStatusPayload(ByteBuffer buffer, int contexts) {
        int at = buffer.position();
        int[] ids = new int[contexts];
        for (int i = 0; i < contexts; i++) {
            ids[i] = BlockStatusPayload.contextId(buffer, at, i);
        }
        buffer.position(at + (int) payloadLength);
        length = BlockStatusPayload.effectLength(buffer, at);
        payloadLength = 0;
        contextIds = ids;
    }

    /** A copy that stays as it is. */
    Request copy() {
        Request copy = new Request();
        copy.type = type;
        copy.command = command;
        copy.flags = flags;
        copy.cookie = cookie;
        copy.offset = offset;
        copy.length = length;
        copy.payloadLength = payloadLength;
        copy.contextIds = contextIds;
        return copy;
    }

    /** The command's number. */
    int type() {
        return type;
    }

    /** The command; null if it is unknown. */
    @Nullable
    NbdCommand command() {
        return command;
    }

    CommandFlags flags() {
        return flags;
    }

    long cookie() {
        return cookie;
    }

    /** The first byte of the disk that is concerned, unsigned. */
    long offset() {
        return offset;
    }

    /** How many bytes of the disk are concerned, unsigned. */
    long length() {
        return length;
    }

    /** Whether it is about a range that has no bytes. */
    boolean isEmpty() {
        return length == 0 && command != NbdCommand.FLUSH && command != NbdCommand.RESIZE;
    }

    /** How many bytes follow the header, unsigned. */
    long payloadLength() {
        return payloadLength;
    }

    /** The metadata contexts that the request limits itself to; null for all that are selected. */
    int @Nullable [] contextIds() {
        return contextIds;
    }

    /** For people. */
    @Override
    public String toString() {
        return (command == null ? "command " + type : command.name()) + " offset=" + Long.toUnsignedString(offset)
                + " length=" + Long.toUnsignedString(length);
    }
}
