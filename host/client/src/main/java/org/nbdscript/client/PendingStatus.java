package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.NbdCommand;

/** A block status request, and the extents that have come. */
final class PendingStatus extends PendingRequest {
    private static final long LONGEST = BlockStatusExtChunk.payloadLength(BlockStatusChunk.MAX_DESCRIPTORS);

    private final Map<Integer, String> contexts;
    private final Map<String, List<StatusExtent>> extents = new LinkedHashMap<>();

    PendingStatus(long offset, long length, Map<Integer, String> contexts, Condition changed) {
        super(NbdCommand.BLOCK_STATUS, offset, length, changed);
        this.contexts = contexts;
    }

    @Override
    void content(ChunkType type, Input input, long length) throws IOException {
        if (type != ChunkType.BLOCK_STATUS && type != ChunkType.BLOCK_STATUS_EXT) {
            super.content(type, input, length);
            return;
        }
        if (Long.compareUnsigned(length, LONGEST) > 0 || length < BlockStatusExtChunk.HEAD_SIZE) {
            throw ProtocolException.close("a block status chunk of " + length + " bytes came");
        }
        ByteBuffer chunk = input.require((int) length);
        int at = chunk.position();
        List<StatusExtent> list =
                type == ChunkType.BLOCK_STATUS ? compact(chunk, at, length) : extended(chunk, at, length);
        String context = contexts.get(BlockStatusChunk.contextId(chunk, at));
        chunk.position(at + (int) length);
        if (context == null || extents.put(context, list) != null) {
            throw ProtocolException.close("a block status chunk came for a context that was not asked about");
        }
    }

    private static List<StatusExtent> compact(ByteBuffer chunk, int at, long length) throws ProtocolException {
        List<StatusExtent> list = new ArrayList<>();
        for (int i = 0; i < BlockStatusChunk.descriptorCount(length); i++) {
            list.add(new StatusExtent(
                    BlockStatusChunk.length(chunk, at, i),
                    Integer.toUnsignedLong(BlockStatusChunk.flags(chunk, at, i))));
        }
        return list;
    }

    private static List<StatusExtent> extended(ByteBuffer chunk, int at, long length) throws ProtocolException {
        List<StatusExtent> list = new ArrayList<>();
        for (int i = 0; i < BlockStatusExtChunk.descriptorCount(chunk, at, length); i++) {
            list.add(new StatusExtent(
                    BlockStatusExtChunk.length(chunk, at, i), BlockStatusExtChunk.flags(chunk, at, i)));
        }
        return list;
    }

    Map<String, List<StatusExtent>> extents() {
        return extents;
    }
}
