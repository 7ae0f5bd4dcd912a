package org.nbdscript.filters;

import java.nio.ByteBuffer;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** A disk that writes zeroes otherwise than the one below. */
final class NozeroDisk extends ChangedCapabilities {
    /** What becomes of a request for a fast zero. */
    enum FastZero {
        PASS,
        REFUSE,
        IGNORE
    }

    private final boolean writesData;
    private final boolean neverTrims;
    private final FastZero fastZero;

    NozeroDisk(Disk next, Capabilities changed, boolean writesData, boolean neverTrims, FastZero fastZero) {
        super(next, changed);
        this.writesData = writesData;
        this.neverTrims = neverTrims;
        this.fastZero = fastZero;
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) {
        if (flags.fastZero() && fastZero == FastZero.REFUSE) {
            throw new NbdException(Errno.ENOTSUP, "nozero: no zero is fast");
        }
        int passed = flags.bits();
        if (fastZero == FastZero.IGNORE) {
            passed &= ~RequestFlags.FAST_ZERO;
        }
        if (neverTrims) {
            passed &= ~RequestFlags.MAY_TRIM;
        }
        if (writesData) {
            writeZeroes(offset, length, RequestFlags.of(passed & RequestFlags.FUA));
        } else {
            next.zero(offset, length, RequestFlags.of(passed));
        }
    }

    /** The host's own emulation would find that the disk below can do it otherwise. */
    private void writeZeroes(long offset, long length, RequestFlags flags) {
        BlockSize blockSize = next.blockSize();
        long most = blockSize == null ? length : Math.min(length, blockSize.maximum());
        ByteBuffer zeroes = Zeroes.of(most);
        for (long done = 0; done < length; done += zeroes.limit()) {
            zeroes.limit((int) Math.min(zeroes.capacity(), length - done));
            next.write(zeroes.slice(), offset + done, flags);
        }
    }
}
