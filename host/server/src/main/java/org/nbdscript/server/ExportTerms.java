package org.nbdscript.server;

import java.util.List;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Support;
import org.nbdscript.engine.Alignment;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestFormat;

/**
 * What the server tells a client of an export, and holds it to.
 *
 * @param currentSize the size, which the client was told once, but which may change
 * @param flags what the export can do
 * @param blockSizes what requests should be like
 * @param requiredBlock offsets and lengths must be multiples of it, in bytes
 * @param maximumPayload the most data in one request, in bytes; may be more than what a client is told
 * @param replyFormat what replies are like, and with them requests
 * @param contexts the metadata contexts that the client has selected
 */
record ExportTerms(
        ExportSize currentSize,
        TransmissionFlags flags,
        BlockSizes blockSizes,
        int requiredBlock,
        int maximumPayload,
        ReplyFormat replyFormat,
        List<SelectedContext> contexts) {

    /** The most data in a request that clients assume if they are told nothing, in bytes. */
    private static final int CUSTOMARY_PAYLOAD = 1 << 25;

    /**
     * The terms of a disk.
     *
     * @param alignment if requests are made to fit, all are taken, whatever the client is told of block sizes
     */
    static ExportTerms of(
            Disk disk,
            HostServices services,
            boolean readOnly,
            int maximumPayload,
            Alignment alignment,
            ReplyFormat replyFormat,
            List<SelectedContext> contexts) {
        BlockSize wanted = disk.blockSize();
        BlockSize sizes = wanted == null ? BlockSize.ANY : wanted;
        boolean isFixed = alignment == Alignment.FIX;
        long maximum = isFixed ? maximumPayload : Math.min(sizes.maximum(), maximumPayload);
        return new ExportTerms(
                new ExportSize(disk, services),
                flags(disk.capabilities(), readOnly)
                        .withIf(replyFormat != ReplyFormat.SIMPLE, TransmissionFlags.SEND_DF)
                        .withIf(
                                replyFormat == ReplyFormat.EXTENDED && !contexts.isEmpty(),
                                TransmissionFlags.BLOCK_STATUS_PAYLOAD),
                blockSizes(sizes, maximumPayload),
                isFixed ? 1 : sizes.minimum(),
                (int) Math.max(maximum, sizes.preferred()),
                replyFormat,
                contexts);
    }

    private static TransmissionFlags flags(Capabilities can, boolean readOnly) {
        boolean writable = can.canWrite() && !readOnly;
        return TransmissionFlags.NONE
                .withIf(!writable, TransmissionFlags.READ_ONLY)
                .withIf(can.canFlush(), TransmissionFlags.SEND_FLUSH)
                .withIf(writable && can.fua() != Support.NONE, TransmissionFlags.SEND_FUA)
                .withIf(can.isRotational(), TransmissionFlags.ROTATIONAL)
                .withIf(writable && can.canTrim(), TransmissionFlags.SEND_TRIM)
                .withIf(writable && can.zero() != Support.NONE, TransmissionFlags.SEND_WRITE_ZEROES)
                .withIf(can.canMultiConn(), TransmissionFlags.CAN_MULTI_CONN)
                .withIf(writable && can.canResize(), TransmissionFlags.SEND_RESIZE)
                .withIf(can.cache() != Support.NONE, TransmissionFlags.SEND_CACHE)
                .withIf(writable && can.zero() != Support.NONE && can.canFastZero(), TransmissionFlags.SEND_FAST_ZERO);
    }

    /** In bytes, at this moment. */
    long size() {
        return currentSize.bytes();
    }

    /** Whether reads are answered in chunks, extended or not. */
    boolean structuredReplies() {
        return replyFormat != ReplyFormat.SIMPLE;
    }

    /** What requests are like. */
    RequestFormat requestFormat() {
        return replyFormat == ReplyFormat.EXTENDED ? RequestFormat.EXTENDED : RequestFormat.COMPACT;
    }

    /** The same with at most this size, in bytes, and other flags. */
    ExportTerms with(long most, TransmissionFlags newFlags) {
        return new ExportTerms(
                currentSize.atMost(most), newFlags, blockSizes, requiredBlock, maximumPayload, replyFormat, contexts);
    }

    /** The sizes to tell a client that asks. Somewhat more is taken than said, since many clients never ask. */
    private static BlockSizes blockSizes(BlockSize sizes, int maximumPayload) {
        long most = Math.min(Math.min(sizes.maximum(), maximumPayload), CUSTOMARY_PAYLOAD);
        long maximum = Math.max(sizes.preferred(), most);
        return new BlockSizes(sizes.minimum(), sizes.preferred(), maximum - maximum % sizes.minimum());
    }

    /**
     * The most data or descriptors in one chunk, in bytes: what clients are told (section "Structured reply types"),
     * even if they have not asked, since none has to be ready for more.
     */
    int longestChunk() {
        return (int) Math.min(blockSizes.maximumPayload(), maximumPayload);
    }

    /** Replies should be in multiples of it, in bytes. */
    int minimumBlock() {
        return (int) blockSizes.minimum();
    }
}
