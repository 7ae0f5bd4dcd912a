package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.ErrorOffsetChunk;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** A request whose reply is awaited. Subclasses take what the reply carries, if it carries anything. */
class PendingRequest {
    private static final long LONGEST_ERROR = 1 << 16;

    private final NbdCommand command;
    private final long offset;
    private final long length;
    private final Condition changed;
    private boolean isWaiting;
    private boolean isDone;
    private @Nullable RequestFailedException failure;

    /**
     * A request that was not sent yet.
     *
     * @param length how many bytes of the export it is about
     * @param changed of the lock that guards whether it is done or waiting; signalled when its thread has something to
     *     do
     */
    PendingRequest(NbdCommand command, long offset, long length, Condition changed) {
        this.command = command;
        this.offset = offset;
        this.length = length;
        this.changed = changed;
    }

    /** Takes data that follows a simple reply which says that the request has succeeded. */
    void simpleData(Input input) throws IOException {}

    /** Takes a chunk's payload, which is no error's, and no more. */
    void content(ChunkType type, Input input, long payloadLength) throws IOException {
        throw ProtocolException.close("a " + type + " chunk came in reply to " + this);
    }

    /** Looks at what has come when all has. */
    void end() throws IOException {}

    /** Takes an error chunk of any type. */
    final void errorChunk(@Nullable ChunkType type, Input input, long payloadLength) throws IOException {
        if (Long.compareUnsigned(payloadLength, LONGEST_ERROR) > 0 || payloadLength < ErrorChunk.HEAD_SIZE) {
            throw ProtocolException.close("an error chunk of " + Long.toUnsignedString(payloadLength) + " bytes came");
        }
        ByteBuffer buffer = input.require((int) payloadLength);
        int at = buffer.position();
        int error = ErrorChunk.error(buffer, at);
        String message = message(type, buffer, at, payloadLength);
        buffer.position(at + (int) payloadLength);
        fail(error, message);
    }

    private static String message(@Nullable ChunkType type, ByteBuffer buffer, int at, long length)
            throws ProtocolException {
        try {
            return type == ChunkType.ERROR_OFFSET
                    ? ErrorOffsetChunk.message(buffer, at, length)
                    : ErrorChunk.message(buffer, at, length);
        } catch (ProtocolException e) {
            if (e.closesConnection()) {
                throw e;
            }
            return "";
        }
    }

    /** The server says that the request has failed; the first time counts. */
    final void fail(int error, String message) {
        if (failure == null) {
            String text = this + " failed" + (message.isEmpty() ? "" : ": " + message);
            failure = new RequestFailedException(NbdError.byCodeOrInvalid(error), text);
        }
    }

    /** Whether the server has said so. */
    final boolean hasFailed() {
        return failure != null;
    }

    /** Whether its thread sleeps until it is signalled. */
    final boolean isWaiting() {
        return isWaiting;
    }

    final void setWaiting(boolean value) {
        isWaiting = value;
    }

    final boolean isDone() {
        return isDone;
    }

    /** The reply is complete. */
    final void setDone() {
        isDone = true;
        changed.signal();
    }

    final NbdCommand command() {
        return command;
    }

    final long offset() {
        return offset;
    }

    final long length() {
        return length;
    }

    final Condition changed() {
        return changed;
    }

    /** Throws if the server has said that the request has failed. */
    final void requireSuccess() throws RequestFailedException {
        RequestFailedException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public final String toString() {
        return command + " offset=" + Long.toUnsignedString(offset) + " length=" + Long.toUnsignedString(length);
    }
}
