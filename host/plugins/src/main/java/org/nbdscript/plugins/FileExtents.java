package org.nbdscript.plugins;

import java.util.function.LongSupplier;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.posix.Lseek;
import org.nbdscript.posix.PosixException;

/** Finds the data and the holes of a file. */
final class FileExtents {
    /** More extents than this in one answer take longer than a change of threads. */
    private static final int MOST_NOW = 32;

    /** An answer that takes longer has waited for the file system, as the first one from a slow disk or network. */
    private static final long LONGEST_NANOS = 2_000_000;

    /** How many requests wait on other threads after one that has waited in place. */
    private static final int TURNS_ELSEWHERE = 64;

    private final int descriptor;
    private final LongSupplier nanoTime;

    /**
     * How many more requests are not to be answered in place. A lost update of the threads that share it is no harm.
     */
    private volatile int turnsElsewhere;

    FileExtents(int descriptor) {
        this(descriptor, System::nanoTime);
    }

    /** With a clock of its own. */
    FileExtents(int descriptor, LongSupplier nanoTime) {
        this.descriptor = descriptor;
        this.nanoTime = nanoTime;
    }

    /** Finds what a range consists of, as {@link org.nbdscript.api.Disk#extents} says. */
    void find(long offset, long length, RequestFlags flags, ExtentSink extents) throws PosixException {
        find(offset, length, flags, extents, Integer.MAX_VALUE);
    }

    /**
     * Finds what a range consists of, if that is quick.
     *
     * <p>No call of the system tells beforehand whether it will wait, but file systems keep in memory where the extents
     * of an open file are. Where that proves wrong, later requests wait on threads of their own.
     *
     * @return false if it is not, and what was added counts for nothing
     */
    boolean findNow(long offset, long length, RequestFlags flags, ExtentSink extents) {
        int turns = turnsElsewhere;
        if (turns > 0) {
            turnsElsewhere = turns - 1;
            return false;
        }
        long begun = nanoTime.getAsLong();
        try {
            return find(offset, length, flags, extents, MOST_NOW);
        } catch (PosixException e) {
            return false;
        } finally {
            if (nanoTime.getAsLong() - begun > LONGEST_NANOS) {
                turnsElsewhere = TURNS_ELSEWHERE;
            }
        }
    }

    /** Whether all that is wanted was found with at most so many extents. */
    private boolean find(long offset, long length, RequestFlags flags, ExtentSink extents, int most)
            throws PosixException {
        long end = offset + length;
        int found = 0;
        boolean wanted = true;
        for (long start = offset; wanted && start < end; found++) {
            if (found == most) {
                return false;
            }
            long data = Math.min(Lseek.nextData(descriptor, start).orElse(end), end);
            boolean isData = data == start;
            long next = isData ? Math.min(Lseek.nextHole(descriptor, start).orElse(end), end) : data;
            if (next > start) {
                wanted = extents.add(start, next - start, isData ? ExtentType.DATA : ExtentType.HOLE_ZERO)
                        && !flags.requestOne();
            }
            // Without progress a hole was punched between the two calls: the next turn sees it.
            start = next;
        }
        return true;
    }
}
