package org.nbdscript.plugins;

import org.nbdscript.api.NbdException;
import org.nbdscript.posix.PosixException;

/** Turns failures of the C library into failures of a disk, with the same error number. */
final class FileFailure {
    private FileFailure() {}

    static NbdException of(PosixException e) {
        return new NbdException(e.errno(), String.valueOf(e.getMessage()), e);
    }
}
