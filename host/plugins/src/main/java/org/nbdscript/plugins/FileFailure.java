package org.nbdscript.plugins;

import java.util.Objects;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.PosixException;

/** Turns failures of the C library into failures of a disk, with the same error number. */
final class FileFailure {
    private FileFailure() {}

    static NbdException of(PosixException e) {
        Errno errno = Objects.requireNonNullElse(Errno.byNumber(e.errno()), Errno.EIO);
        return new NbdException(errno, Objects.requireNonNullElse(e.getMessage(), e.errnoName()), e);
    }
}
