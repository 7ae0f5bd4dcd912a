package org.nbdscript.plugins;

import org.nbdscript.api.RequestFlags;
import org.nbdscript.posix.PosixException;

/** How a range of a file is given back or zeroed without writing zeroes from here. */
sealed interface ZeroRange permits FileZeroRange, DeviceZeroRange {
    /** Gives the space of a range back, as far as that is possible: it is a hint. */
    void trim(long offset, long length) throws PosixException;

    /**
     * Makes a range read as zeroes.
     *
     * @param flags mayTrim, fastZero
     * @throws org.nbdscript.api.NbdException ENOTSUP if only writing zeroes helps
     */
    void zero(long offset, long length, RequestFlags flags) throws PosixException;
}
