package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.StatusSink;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ReplyFormat;

/**
 * The answer to BLOCK_STATUS for one metadata context, in the making. Takes the disk's extents, cuts them to the
 * request, joins equal neighbours, and moves their borders to multiples of the minimum block size: a block that is only
 * partly a hole or zero is neither, and in other contexts a block has the bits of all its parts. Reused; for one
 * context at a time.
 */
final class BlockStatusReply implements StatusSink {
    /** More are not sent at once: the client asks again from where they end. */
    private static final int MOST_DESCRIPTORS = 1 << 16;

    private static final int KEPT = 1 << 8;

    private final int minimumBlock;
    private final ReplyFormat format;
    private final int mostInChunk;
    private SelectedContext context = SelectedContext.BASE_ALLOCATION;
    private long[] lengths = new long[KEPT];
    private long[] states = new long[KEPT];
    private int count;
    private long end;
    private int most;

    /** Where the next extent must begin at the latest. */
    private long next;

    /** Where the descriptors end so far; a begun block lies between it and {@link #next}. */
    private long described;

    private long begunState;

    /**
     * Replies with descriptors that are multiples of a size, but for the last one of the disk.
     *
     * @param minimumBlock the size in bytes
     * @param longestChunk how many bytes all descriptors of a chunk may have
     */
    BlockStatusReply(int minimumBlock, ReplyFormat format, int longestChunk) {
        this.minimumBlock = minimumBlock;
        this.format = format;
        int size =
                format == ReplyFormat.EXTENDED ? BlockStatusExtChunk.DESCRIPTOR_SIZE : BlockStatusChunk.DESCRIPTOR_SIZE;
        this.mostInChunk = Math.clamp(longestChunk / size, 1, MOST_DESCRIPTORS);
    }

    /** Begins anew. */
    void begin(SelectedContext newContext, long offset, long length, boolean requestOne) {
        context = newContext;
        count = 0;
        next = offset;
        described = offset;
        end = offset
                + (format == ReplyFormat.EXTENDED ? length : Math.min(length, BlockStatusChunk.MAX_ALIGNED_LENGTH));
        most = requestOne ? 1 : mostInChunk;
    }

    /** {@link #add} for {@code base:allocation}. */
    boolean addExtent(long offset, long length, ExtentType type) {
        return add(offset, length, type.bits());
    }

    @Override
    public boolean add(long offset, long length, long status) {
        if (offset > next || length <= 0) {
            throw new NbdException(
                    Errno.EIO,
                    "an extent has offset %d and length %d, expected one that goes on at offset %d"
                            .formatted(offset, length, next));
        }
        long extentEnd = length > end - offset ? end : offset + length;
        if (extentEnd > next && count <= most) {
            extend(extentEnd, status);
        }
        return next < end && count <= most;
    }

    /** Goes on to the extent's end, by the rest of a begun block, whole blocks, and the beginning of a block. */
    private void extend(long extentEnd, long state) {
        if (described < next) {
            begunState = context.isBaseAllocation() ? begunState & state : begunState | state;
            long blockEnd = endOfBegunBlock();
            next = Math.min(extentEnd, blockEnd);
            if (next == blockEnd || next == end) {
                describe(next, begunState);
            }
        }
        long aligned = extentEnd == end ? end : extentEnd - Math.floorMod(extentEnd, (long) minimumBlock);
        if (aligned > next) {
            describe(aligned, state);
        }
        if (extentEnd > Math.max(next, aligned)) {
            begunState = state;
        }
        next = extentEnd;
    }

    /** The request may begin in the middle of a block. */
    private long endOfBegunBlock() {
        return described - Math.floorMod(described, (long) minimumBlock) + minimumBlock;
    }

    private void describe(long to, long state) {
        long length = to - described;
        if (count > 0 && states[count - 1] == state) {
            lengths[count - 1] += length;
        } else {
            if (count == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * count);
                states = Arrays.copyOf(states, 2 * count);
            }
            lengths[count] = length;
            states[count++] = state;
        }
        described = to;
    }

    /**
     * Adds the chunk to the batch. Of a block that the disk's extents did not reach the end of nothing is said.
     *
     * @param isLast no chunk for another context follows
     * @throws NbdException EIO if there were no extents; nothing was added then
     */
    void finish(Request request, boolean isLast, ReplyBatch batch) {
        if (described < next) {
            describe(Math.min(endOfBegunBlock(), end), context.isBaseAllocation() ? 0 : begunState);
        }
        int descriptors = Math.min(count, most);
        if (descriptors == 0) {
            throw new NbdException(Errno.EIO, "the disk has given no extent for offset " + next);
        }
        if (format == ReplyFormat.EXTENDED) {
            extendedChunk(request, isLast, descriptors, batch);
        } else {
            compactChunk(request, isLast, descriptors, batch);
        }
        if (lengths.length > KEPT) {
            lengths = new long[KEPT];
            states = new long[KEPT];
        }
    }

    private void compactChunk(Request request, boolean isLast, int descriptors, ReplyBatch batch) {
        long payload = BlockStatusChunk.payloadLength(descriptors);
        ByteBuffer out = batch.room(format.size() + (int) payload);
        format.encodeChunkHeader(out, isLast, ChunkType.BLOCK_STATUS, request.cookie(), request.offset(), payload);
        BlockStatusChunk.encodeHead(out, context.id());
        for (int i = 0; i < descriptors; i++) {
            BlockStatusChunk.encodeDescriptor(out, lengths[i], (int) states[i]);
        }
    }

    private void extendedChunk(Request request, boolean isLast, int descriptors, ReplyBatch batch) {
        long payload = BlockStatusExtChunk.payloadLength(descriptors);
        ByteBuffer out = batch.room(format.size() + (int) payload);
        format.encodeChunkHeader(out, isLast, ChunkType.BLOCK_STATUS_EXT, request.cookie(), request.offset(), payload);
        BlockStatusExtChunk.encodeHead(out, context.id(), descriptors);
        for (int i = 0; i < descriptors; i++) {
            BlockStatusExtChunk.encodeDescriptor(out, lengths[i], states[i]);
        }
    }
}
