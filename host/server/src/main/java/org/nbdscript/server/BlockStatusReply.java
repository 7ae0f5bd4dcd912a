package org.nbdscript.server;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.StructuredReplyHeader;

/**
 * The answer to BLOCK_STATUS for {@code base:allocation}, in the making. Takes the disk's extents, cuts them to the
 * request, joins equal neighbours, and moves their borders to multiples of the minimum block size, so that a block that
 * is only partly a hole or zero is neither. Reused; for one request at a time.
 */
final class BlockStatusReply implements ExtentSink {
    /** More are not sent at once: the client asks again from where they end. */
    private static final int MOST_DESCRIPTORS = 1 << 16;

    private static final int KEPT = 1 << 8;

    private final int minimumBlock;
    private int[] lengths = new int[KEPT];
    private int[] states = new int[KEPT];
    private int count;
    private long end;
    private int most;

    /** Where the next extent must begin at the latest. */
    private long next;

    /** Where the descriptors end so far; a begun block lies between it and {@link #next}. */
    private long described;

    private int begunState;

    /** Replies with descriptors that are multiples of this size in bytes, but for the last one of the disk. */
    BlockStatusReply(int minimumBlock) {
        this.minimumBlock = minimumBlock;
    }

    /** Begins anew. */
    void begin(long offset, long length, boolean requestOne) {
        count = 0;
        next = offset;
        described = offset;
        end = offset + Math.min(length, BlockStatusChunk.MAX_ALIGNED_LENGTH);
        most = requestOne ? 1 : MOST_DESCRIPTORS;
    }

    @Override
    public boolean add(long offset, long length, ExtentType type) {
        if (offset > next || length <= 0) {
            throw new NbdException(
                    Errno.EIO,
                    "an extent has offset %d and length %d, expected one that goes on at offset %d"
                            .formatted(offset, length, next));
        }
        long extentEnd = length > end - offset ? end : offset + length;
        if (extentEnd > next && count <= most) {
            extend(extentEnd, type.bits());
        }
        return next < end && count <= most;
    }

    /** Goes on to the extent's end, by the rest of a begun block, whole blocks, and the beginning of a block. */
    private void extend(long extentEnd, int state) {
        if (described < next) {
            begunState &= state;
            long blockEnd = described + minimumBlock;
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

    private void describe(long to, int state) {
        int length = (int) (to - described);
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
     * Adds the reply to the batch. Of a block that the disk's extents did not reach the end of nothing is said.
     *
     * @throws NbdException EIO if there were no extents; nothing was added then
     */
    void finish(long cookie, int contextId, ReplyBatch batch) {
        if (described < next) {
            describe(Math.min(described + minimumBlock, end), 0);
        }
        int descriptors = Math.min(count, most);
        if (descriptors == 0) {
            throw new NbdException(Errno.EIO, "the disk has given no extent for offset " + next);
        }
        long payload = BlockStatusChunk.payloadLength(descriptors);
        ByteBuffer out = batch.room(StructuredReplyHeader.SIZE + (int) payload);
        StructuredReplyHeader.encode(out, true, ChunkType.BLOCK_STATUS, cookie, payload);
        BlockStatusChunk.encodeHead(out, contextId);
        for (int i = 0; i < descriptors; i++) {
            BlockStatusChunk.encodeDescriptor(out, Integer.toUnsignedLong(lengths[i]), states[i]);
        }
        if (lengths.length > KEPT) {
            lengths = new int[KEPT];
            states = new int[KEPT];
        }
    }
}
