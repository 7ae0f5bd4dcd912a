package org.nbdscript.plugins;

import org.nbdscript.api.Errno;
import org.nbdscript.posix.PosixException;

/** One way to zero, which a file system or device may lack; asked once in vain, it is not asked again. */
final class OptionalCall {
    /** The call to make. */
    @FunctionalInterface
    interface Way {
        void run(int descriptor, long offset, long length) throws PosixException;
    }

    private final int descriptor;
    private final Way way;
    private volatile boolean isSupported = true;

    OptionalCall(int descriptor, Way way) {
        this.descriptor = descriptor;
        this.way = way;
    }

    /** Makes the call; false if it is not supported. */
    boolean attempt(long offset, long length) throws PosixException {
        if (!isSupported) {
            return false;
        }
        try {
            way.run(descriptor, offset, length);
            return true;
        } catch (PosixException e) {
            if (e.is(Errno.ENOTSUP) || e.is(Errno.ENOSYS) || e.is(Errno.ENOTTY)) {
                isSupported = false;
                return false;
            }
            throw e;
        }
    }
}
