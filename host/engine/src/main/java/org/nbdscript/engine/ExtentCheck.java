package org.nbdscript.engine;

import org.nbdscript.api.Callback;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.StatusSink;

/**
 * Takes the extents of a layer and passes them on in order: without what lies outside of the request, and equal
 * neighbours as one.
 */
final class ExtentCheck implements StatusSink {
    /** The most extents of an answer: a client asks again for the rest. */
    private static final int MOST_EXTENTS = 1 << 20;

    private final LayerName layer;
    private final Callback callback;
    private final StatusSink sink;
    private final long offset;
    private final long end;
    private final int wanted;

    private int passedOn;

    /** Where the extent that is not passed on yet begins. */
    private long pendingOffset;

    private long pendingStatus;
    private boolean hasPending;

    /** Where the last extent added ended; meaningless before the first. */
    private long reached;

    private boolean begun;
    private boolean sinkIsFull;

    ExtentCheck(LayerName layer, Callback callback, long offset, long length, boolean requestOne, StatusSink sink) {
        this.layer = layer;
        this.callback = callback;
        this.sink = sink;
        this.offset = offset;
        this.end = offset + length;
        this.wanted = requestOne ? 1 : MOST_EXTENTS;
    }

    @Override
    public boolean add(long first, long length, long status) {
        checkOrder(first, length);
        reached = length > Long.MAX_VALUE - first ? Long.MAX_VALUE : first + length;
        begun = true;
        if (reached > offset && first < end && !(hasPending && status == pendingStatus)) {
            passOn(first);
            pendingOffset = Math.max(first, offset);
            pendingStatus = status;
            hasPending = true;
        }
        return isWanted();
    }

    private void checkOrder(long first, long length) {
        if (length <= 0) {
            throw breach("returned an extent at " + first + " of " + length + " bytes, expected at least 1");
        }
        if (!begun && (first > offset || first < 0)) {
            throw breach("begins at " + first + ", expected an extent that has the first byte asked for, " + offset);
        }
        if (begun && first > reached) {
            throw breach("left a gap: " + reached + " to " + first);
        }
        if (begun && first < reached) {
            throw breach("went back: from " + reached + " to " + first);
        }
    }

    private boolean isWanted() {
        return reached < end && hasRoom();
    }

    private boolean hasRoom() {
        return passedOn < wanted && !sinkIsFull;
    }

    private void passOn(long pendingEnd) {
        if (hasPending && hasRoom()) {
            sinkIsFull = !sink.add(pendingOffset, pendingEnd - pendingOffset, pendingStatus);
            passedOn++;
        }
    }

    /**
     * Passes on the last extent.
     *
     * @throws NbdException EINVAL if there was none that has the first byte asked for
     */
    void end() {
        if (!hasPending) {
            throw breach(
                    begun
                            ? "ended at " + reached + ", before the first byte asked for, " + offset
                            : "returned no extents, expected one at least, from " + offset);
        }
        passOn(Math.min(reached, end));
    }

    private NbdException breach(String what) {
        return layer.breach(Errno.EINVAL, callback, what);
    }
}
