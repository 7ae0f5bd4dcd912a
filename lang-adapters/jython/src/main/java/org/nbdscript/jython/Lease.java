package org.nbdscript.jython;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.python.core.Py;

/**
 * The time during which a script may use a request's buffer: the call, or until the promise that it returned is
 * settled. Views and slices of the buffer share one lease, so none of them outlives it.
 */
final class Lease {
    private volatile boolean ended;

    /**
     * The buffer, as long as nobody has used it: what it holds is no business of the script's, and is overwritten by
     * zeroes at the first use, unless that fills all of it.
     */
    private volatile @Nullable ByteBuffer blank;

    /** Of a buffer whose content may be seen. */
    Lease() {}

    /** Of a buffer whose content, from position to limit, is to be zeroes. */
    Lease(ByteBuffer blank) {
        this.blank = blank;
    }

    /** Makes the buffer and all views of it useless. */
    void end() {
        ended = true;
    }

    /** Before any use of the buffer. Raises ValueError in the script if the lease has ended. */
    void check() {
        if (ended) {
            throw Py.ValueError("this buffer belongs to a request that has ended; keep a copy, such as bytearray(buf)");
        }
        if (blank != null) {
            zero();
        }
    }

    /** Makes sure that the buffer has nothing but what the script has put into it. */
    synchronized void zero() {
        ByteBuffer unused = blank;
        if (unused != null && !ended) {
            MemorySegment.ofBuffer(unused).fill((byte) 0);
            blank = null;
        }
    }

    /** Fills the whole buffer, if it was not used yet; false if it was, or the source has another length. */
    synchronized boolean fill(ByteBuffer source) {
        ByteBuffer unused = blank;
        if (ended || unused == null || unused.remaining() != source.remaining()) {
            return false;
        }
        unused.put(unused.position(), source, source.position(), source.remaining());
        blank = null;
        return true;
    }
}
