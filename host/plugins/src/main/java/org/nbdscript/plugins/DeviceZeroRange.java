package org.nbdscript.plugins;

import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.posix.BlockDevice;
import org.nbdscript.posix.Fallocate;
import org.nbdscript.posix.PosixException;

/**
 * Block devices, which take whole logical blocks only.
 *
 * <p>{@code fallocate} with PUNCH_HOLE leaves zeroes and never falls back to writing them, so it serves a fast zero.
 * {@code BLKZEROOUT} may write them, in the kernel, so it does not.
 */
final class DeviceZeroRange implements ZeroRange {
    private final int blockBytes;
    private final OptionalCall discard;
    private final OptionalCall punchHole;
    private final OptionalCall zeroOut;

    DeviceZeroRange(OpenFile file) throws PosixException {
        blockBytes = BlockDevice.logicalBlockBytes(file.descriptor());
        discard = new OptionalCall(file.descriptor(), BlockDevice::discard);
        punchHole = new OptionalCall(file.descriptor(), Fallocate::punchHole);
        zeroOut = new OptionalCall(file.descriptor(), BlockDevice::zeroOut);
    }

    @Override
    public void trim(long offset, long length) throws PosixException {
        long start = Math.ceilDiv(offset, blockBytes) * blockBytes;
        long end = (offset + length) / blockBytes * blockBytes;
        if (start < end) {
            discard.attempt(start, end - start);
        }
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) throws PosixException {
        boolean isAligned = offset % blockBytes == 0 && length % blockBytes == 0;
        boolean done = isAligned
                && ((flags.mayTrim() && punchHole.attempt(offset, length))
                        || (!flags.fastZero() && zeroOut.attempt(offset, length)));
        if (!done) {
            throw new NbdException(
                    Errno.ENOTSUP,
                    isAligned
                            ? "the device can zero only by writing"
                            : "the device zeroes whole blocks of " + blockBytes + " bytes only");
        }
    }
}
