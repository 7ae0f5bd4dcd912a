package org.nbdscript.plugins;

import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.posix.Fallocate;
import org.nbdscript.posix.PosixException;

/** Regular files, by {@code fallocate(2)}, which takes any offset and length and is always faster than writing. */
final class FileZeroRange implements ZeroRange {
    private final OptionalCall punchHole;
    private final OptionalCall zeroRange;
    private final OptionalCall reserve;

    FileZeroRange(OpenFile file) {
        punchHole = new OptionalCall(file.descriptor(), Fallocate::punchHole);
        zeroRange = new OptionalCall(file.descriptor(), Fallocate::zeroRange);
        reserve = new OptionalCall(file.descriptor(), Fallocate::reserve);
    }

    @Override
    public void trim(long offset, long length) throws PosixException {
        punchHole.attempt(offset, length);
    }

    @Override
    public void zero(long offset, long length, RequestFlags flags) throws PosixException {
        boolean done = (flags.mayTrim() && punchHole.attempt(offset, length))
                || zeroRange.attempt(offset, length)
                || punchAndReserve(offset, length);
        if (!done) {
            throw new NbdException(Errno.ENOTSUP, "the file system can zero only by writing");
        }
    }

    /** What file systems without ZERO_RANGE, such as tmpfs, can do instead. */
    private boolean punchAndReserve(long offset, long length) throws PosixException {
        return punchHole.attempt(offset, length) && reserve.attempt(offset, length);
    }
}
