package org.nbdscript.server;

import java.util.List;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Support;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestFormat;

/**
 * What the server tells a client of an export, and holds it to.
 *
 * @param size in bytes
 * @param flags what the export can do
 * @param minimumBlock offsets and lengths are multiples of it, in bytes
 * @param preferredBlock smaller requests cost more, in bytes
 * @param maximumPayload the most data in one request, in bytes
 * @param replyFormat what replies are like, and with them requests
 * @param contexts the metadata contexts that the client has selected
 */
record ExportTerms(
        long size,
        TransmissionFlags flags,
        int minimumBlock,
        int preferredBlock,
        int maximumPayload,
        ReplyFormat replyFormat,
        List<SelectedContext> contexts) {

    /** The most data in a request that clients assume if they are told nothing, in bytes. */
    private static final int CUSTOMARY_PAYLOAD = 1 << 25;

    /** The terms of a disk. */
    static ExportTerms of(
            Disk disk, boolean readOnly, int maximumPayload, ReplyFormat replyFormat, List<SelectedContext> contexts) {
        BlockSize sizes = disk.blockSize();
        int minimum = sizes == null ? 1 : sizes.minimum();
        int preferred = sizes == null ? 4096 : sizes.preferred();
        long maximum = sizes == null ? maximumPayload : Math.min(sizes.maximum(), maximumPayload);
        return new ExportTerms(
                disk.size(),
                flags(disk.capabilities(), readOnly)
                        .withIf(replyFormat != ReplyFormat.SIMPLE, TransmissionFlags.SEND_DF)
                        .withIf(
                                replyFormat == ReplyFormat.EXTENDED && !contexts.isEmpty(),
                                TransmissionFlags.BLOCK_STATUS_PAYLOAD),
                minimum,
                preferred,
                (int) Math.max(maximum, preferred),
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
                .withIf(can.cache() != Support.NONE, TransmissionFlags.SEND_CACHE)
                .withIf(writable && can.zero() != Support.NONE && can.canFastZero(), TransmissionFlags.SEND_FAST_ZERO);
    }

    /** Whether reads are answered in chunks, extended or not. */
    boolean structuredReplies() {
        return replyFormat != ReplyFormat.SIMPLE;
    }

    /** What requests are like. */
    RequestFormat requestFormat() {
        return replyFormat == ReplyFormat.EXTENDED ? RequestFormat.EXTENDED : RequestFormat.COMPACT;
    }

    /** The sizes to tell a client that asks. Somewhat more is taken than said, since many clients never ask. */
    BlockSizes blockSizes() {
        int maximum = Math.max(preferredBlock, Math.min(maximumPayload, CUSTOMARY_PAYLOAD));
        return new BlockSizes(minimumBlock, preferredBlock, maximum - maximum % minimumBlock);
    }
}
