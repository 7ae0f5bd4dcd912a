package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.OffsetDataChunk;
import org.nbdscript.protocol.transmission.OffsetHoleChunk;

/** A read, whose data is received where its caller wants it. */
final class PendingRead extends PendingRequest {
    private static final int ZEROES_LENGTH = 1 << 13;
    private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(ZEROES_LENGTH);

    /** Position 0 is the request's offset. */
    private final ByteBuffer target;

    /** What has come. */
    private final ReceivedParts received = new ReceivedParts();

    PendingRead(long offset, ByteBuffer target, Condition changed) {
        super(NbdCommand.READ, offset, target.capacity(), changed);
        this.target = target;
    }

    @Override
    void simpleData(Input input) throws IOException {
        input.receive(target.duplicate());
        received.add(0, target.capacity());
    }

    @Override
    void content(ChunkType type, Input input, long length) throws IOException {
        switch (type) {
            case OFFSET_DATA -> data(input, length);
            case OFFSET_HOLE -> hole(input, length);
            default -> super.content(type, input, length);
        }
    }

    private void data(Input input, long length) throws IOException {
        long dataLength = OffsetDataChunk.dataLength(length);
        ByteBuffer head = input.require(OffsetDataChunk.HEAD_SIZE);
        long at = OffsetDataChunk.offset(head, head.position()) - offset();
        head.position(head.position() + OffsetDataChunk.HEAD_SIZE);
        input.receive(part(at, dataLength));
    }

    private void hole(Input input, long length) throws IOException {
        ByteBuffer chunk = input.require(OffsetHoleChunk.SIZE);
        OffsetHoleChunk.check(chunk, chunk.position(), length);
        long at = OffsetHoleChunk.offset(chunk, chunk.position()) - offset();
        ByteBuffer hole = part(at, OffsetHoleChunk.size(chunk, chunk.position()));
        chunk.position(chunk.position() + OffsetHoleChunk.SIZE);
        while (hole.hasRemaining()) {
            int count = Math.min(hole.remaining(), ZEROES_LENGTH);
            hole.put(ZEROES.slice(0, count));
        }
    }

    private ByteBuffer part(long at, long length) throws ProtocolException {
        if (at < 0 || length < 0 || at > target.capacity() || length > target.capacity() - at) {
            throw ProtocolException.close(
                    "a chunk of %d bytes at byte %d came in reply to %s".formatted(length, at, this));
        }
        if (!received.add((int) at, (int) length)) {
            throw ProtocolException.close(
                    "a chunk of %d bytes at byte %d, where there is one already, came in reply to %s"
                            .formatted(length, at, this));
        }
        return target.slice((int) at, (int) length);
    }

    @Override
    void end() throws IOException {
        if (!hasFailed() && received.count() != target.capacity()) {
            throw ProtocolException.close("%d bytes came in reply to %s".formatted(received.count(), this));
        }
    }
}
