package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.ErrorOffsetChunk;
import org.nbdscript.protocol.transmission.NbdError;

/** All that answers one request. */
record Reply(List<TestClient.Chunk> chunks) {
    boolean isSimple() {
        return chunks.getFirst().type() == null;
    }

    /** 0 for success. */
    int error() {
        return chunks.getLast().error();
    }

    void assertSuccess() {
        assertThat(error()).as(this::describe).isZero();
    }

    void assertError(NbdError expected) {
        assertThat(error()).as(this::describe).isEqualTo(expected.code());
    }

    private String describe() {
        return error() != 0 && !isSimple() ? message() : toString();
    }

    /** The text of a structured error. */
    String message() {
        ByteBuffer payload = chunks.getLast().payload();
        try {
            return chunks.getLast().type() == ChunkType.ERROR_OFFSET
                    ? ErrorOffsetChunk.message(payload, 0, payload.limit())
                    : ErrorChunk.message(payload, 0, payload.limit());
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** The types of the chunks. */
    List<ChunkType> types() {
        return chunks.stream()
                .map(TestClient.Chunk::type)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** The data of a read, put together; checks that content chunks do not overlap and lie within the request. */
    byte[] data(long offset, int length) {
        if (isSimple()) {
            return chunks.getFirst().payload().array();
        }
        byte[] data = new byte[length];
        boolean[] covered = new boolean[length];
        for (TestClient.Chunk chunk : chunks) {
            ByteBuffer payload = chunk.payload().duplicate();
            if (chunk.type() == ChunkType.OFFSET_DATA) {
                int at = (int) (payload.getLong() - offset);
                cover(covered, at, payload.remaining());
                payload.get(data, at, payload.remaining());
            } else if (chunk.type() == ChunkType.OFFSET_HOLE) {
                cover(covered, (int) (payload.getLong() - offset), payload.getInt());
            }
        }
        for (int i = 0; i < length && error() == 0; i++) {
            if (!covered[i]) {
                throw new AssertionError("byte " + i + " was not sent");
            }
        }
        return data;
    }

    private static void cover(boolean[] covered, int at, int length) {
        assertThat(length).isPositive();
        for (int i = at; i < at + length; i++) {
            if (covered[i]) {
                throw new AssertionError("byte " + i + " came twice");
            }
            covered[i] = true;
        }
    }

    /** The extents of one context of a block status with several, in either format, as {@code length:state}. */
    List<String> extents(int contextId) throws ProtocolException {
        List<String> extents = new ArrayList<>();
        for (TestClient.Chunk chunk : chunks) {
            ByteBuffer payload = chunk.payload();
            if (payload.getInt(0) != contextId) {
                continue;
            }
            assertThat(extents).as("a context has one chunk").isEmpty();
            if (chunk.type() == ChunkType.BLOCK_STATUS) {
                for (int i = 0; i < BlockStatusChunk.descriptorCount(payload.limit()); i++) {
                    extents.add(BlockStatusChunk.length(payload, 0, i) + ":" + BlockStatusChunk.flags(payload, 0, i));
                }
            } else {
                for (int i = 0; i < BlockStatusExtChunk.descriptorCount(payload, 0, payload.limit()); i++) {
                    extents.add(
                            BlockStatusExtChunk.length(payload, 0, i) + ":" + BlockStatusExtChunk.flags(payload, 0, i));
                }
            }
        }
        return extents;
    }

    /** The extents of a block status, as {@code length:state}. */
    List<String> extents() throws ProtocolException {
        assertThat(types()).containsExactly(ChunkType.BLOCK_STATUS);
        ByteBuffer payload = chunks.getFirst().payload();
        List<String> extents = new ArrayList<>();
        for (int i = 0; i < BlockStatusChunk.descriptorCount(payload.limit()); i++) {
            extents.add(BlockStatusChunk.length(payload, 0, i) + ":" + BlockStatusChunk.flags(payload, 0, i));
        }
        return extents;
    }
}
