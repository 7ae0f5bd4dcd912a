package org.nbdscript.jython;

import org.python.core.Py;

/**
 * The time during which a script may use a request's buffer: the call, or until the promise that it returned is
 * settled. Views and slices of the buffer share one lease, so none of them outlives it.
 */
final class Lease {
    private volatile boolean ended;

    /** Makes the buffer and all views of it useless. */
    void end() {
        ended = true;
    }

    /** Raises ValueError in the script if the lease has ended. */
    void check() {
        if (ended) {
            throw Py.ValueError("this buffer belongs to a request that has ended; keep a copy, such as bytearray(buf)");
        }
    }
}
