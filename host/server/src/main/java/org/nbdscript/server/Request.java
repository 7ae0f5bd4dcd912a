package org.nbdscript.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
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

    /** Takes a compact header, which is wholly there, from the buffer's position. */
    void take(ByteBuffer buffer) {
        int at = buffer.position();
        type = RequestHeader.type(buffer, at);
        command = NbdCommand.byCode(type);
        flags = CommandFlags.of(RequestHeader.flags(buffer, at));
        cookie = RequestHeader.cookie(buffer, at);
        offset = RequestHeader.offset(buffer, at);
        length = RequestHeader.length(buffer, at);
        payloadLength = RequestHeader.payloadLength(buffer, at);
        buffer.position(at + RequestHeader.SIZE);
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

    /** How many bytes of the disk are concerned, 0 to 2^32-1. */
    long length() {
        return length;
    }

    /** How many bytes follow the header. */
    long payloadLength() {
        return payloadLength;
    }

    /** For people. */
    @Override
    public String toString() {
        return (command == null ? "command " + type : command.name()) + " offset=" + Long.toUnsignedString(offset)
                + " length=" + length;
    }
}
