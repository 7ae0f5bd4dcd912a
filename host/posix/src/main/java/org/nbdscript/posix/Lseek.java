package org.nbdscript.posix;

import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import org.nbdscript.api.Errno;

/**
 * {@code lseek(2)}: where the data and the holes of a file are.
 *
 * <p>Moves the descriptor's file offset, which matters to nobody who reads and writes at given offsets. A file system
 * without holes says that the whole file is data.
 */
public final class Lseek {
    private static final MethodHandle LSEEK = Libc.functionOfWords("lseek");
    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private Lseek() {}

    /**
     * The first offset at or after this one that has data.
     *
     * @return empty if there is none up to the end of the file, or the offset is beyond it
     */
    public static OptionalLong nextData(int descriptor, long offset) throws PosixException {
        return seekUnlessBeyondEnd(descriptor, offset, SEEK_DATA);
    }

    /**
     * The first offset at or after this one that is in a hole; the end of the file counts as one.
     *
     * @return empty if the offset is at or beyond the end of the file
     */
    public static OptionalLong nextHole(int descriptor, long offset) throws PosixException {
        return seekUnlessBeyondEnd(descriptor, offset, SEEK_HOLE);
    }

    /** The offset of the end, in bytes: the size of a file or block device. */
    public static long end(int descriptor) throws PosixException {
        return seek(descriptor, 0, SEEK_END);
    }

    private static OptionalLong seekUnlessBeyondEnd(int descriptor, long offset, int whence) throws PosixException {
        return Libc.callUnless(Errno.ENXIO, "lseek", state ->
                (long) LSEEK.invokeExact(state, (long) descriptor, offset, (long) whence, 0L, 0L, 0L));
    }

    private static long seek(int descriptor, long offset, int whence) throws PosixException {
        return Libc.call("lseek", state ->
                (long) LSEEK.invokeExact(state, (long) descriptor, offset, (long) whence, 0L, 0L, 0L));
    }
}
