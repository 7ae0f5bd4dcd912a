package org.nbdscript.server;

import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Support;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;

/**
 * What the server tells a client of an export, and holds it to.
 *
 * @param size in bytes
 * @param flags what the export can do
 * @param minimumBlock offsets and lengths are multiples of it, in bytes
 * @param preferredBlock smaller requests cost more, in bytes
 * @param maximumPayload the most data in one request, in bytes
 * @param structuredReplies whether reads are answered in chunks
 * @param allocationContext whether the client selected {@code base:allocation}
 */
record ExportTerms(
        long size,
        TransmissionFlags flags,
        int minimumBlock,
        int preferredBlock,
        int maximumPayload,
        boolean structuredReplies,
        boolean allocationContext) {

    /** The most data in a request that clients assume if they are told nothing, in bytes. */
    private static final int CUSTOMARY_PAYLOAD = 1 << 25;

    /** The terms of a disk. */
    static ExportTerms of(
            Disk disk, boolean readOnly, int maximumPayload, boolean structuredReplies, boolean allocationContext) {
        BlockSize sizes = disk.blockSize();
        int minimum = sizes == null ? 1 : sizes.minimum();
        int preferred = sizes == null ? 4096 : sizes.preferred();
        long maximum = sizes == null ? maximumPayload : Math.min(sizes.maximum(), maximumPayload);
        return new ExportTerms(
                disk.size(),
                flags(disk.capabilities(), readOnly, structuredReplies),
                minimum,
                preferred,
                (int) Math.max(maximum, preferred),
                structuredReplies,
                allocationContext);
    }

    private static TransmissionFlags flags(Capabilities can, boolean readOnly, boolean structuredReplies) {
        boolean writable = can.canWrite() && !readOnly;
        return TransmissionFlags.NONE
                .withIf(!writable, TransmissionFlags.READ_ONLY)
                .withIf(can.canFlush(), TransmissionFlags.SEND_FLUSH)
                .withIf(writable && can.fua() != Support.NONE, TransmissionFlags.SEND_FUA)
                .withIf(can.isRotational(), TransmissionFlags.ROTATIONAL)
                .withIf(writable && can.canTrim(), TransmissionFlags.SEND_TRIM)
                .withIf(writable && can.zero() != Support.NONE, TransmissionFlags.SEND_WRITE_ZEROES)
                .withIf(structuredReplies, TransmissionFlags.SEND_DF)
                .withIf(can.canMultiConn(), TransmissionFlags.CAN_MULTI_CONN)
                .withIf(can.cache() != Support.NONE, TransmissionFlags.SEND_CACHE)
                .withIf(writable && can.zero() != Support.NONE && can.canFastZero(), TransmissionFlags.SEND_FAST_ZERO);
    }

    /** The sizes to tell a client that asks. Somewhat more is taken than said, since many clients never ask. */
    BlockSizes blockSizes() {
        int maximum = Math.max(preferredBlock, Math.min(maximumPayload, CUSTOMARY_PAYLOAD));
        return new BlockSizes(minimumBlock, preferredBlock, maximum - maximum % minimumBlock);
    }
}
