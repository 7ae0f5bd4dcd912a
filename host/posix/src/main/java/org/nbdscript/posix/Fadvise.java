package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code posix_fadvise(2)}: says how a range of a file will be used. */
public final class Fadvise {
    private static final MethodHandle FADVISE =
            Libc.function("posix_fadvise", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.LONG, Libc.LONG, Libc.INT));

    /** What to expect of a range. */
    public enum Advice {
        /** Nothing special, {@code POSIX_FADV_NORMAL}. */
        NORMAL(0),
        /** Reads in random order, {@code POSIX_FADV_RANDOM}. */
        RANDOM(1),
        /** Reads from lower to higher offsets, {@code POSIX_FADV_SEQUENTIAL}. */
        SEQUENTIAL(2),
        /** Reads soon: starts to read into the page cache, {@code POSIX_FADV_WILLNEED}. */
        WILL_NEED(3),
        /** No reads soon: drops clean pages from the page cache, {@code POSIX_FADV_DONTNEED}. */
        DONT_NEED(4);

        private final int number;

        Advice(int number) {
            this.number = number;
        }
    }

    private Fadvise() {}

    /**
     * Gives an advice.
     *
     * @param length of the range, in bytes; 0 means up to the end of the file
     */
    public static void advise(int descriptor, long offset, long length, Advice advice) throws PosixException {
        // Unlike its siblings, this call returns the error number and leaves errno alone.
        int errno = (int) Libc.call(
                "posix_fadvise", state -> (int) FADVISE.invokeExact(state, descriptor, offset, length, advice.number));
        if (errno != 0) {
            throw new PosixException("posix_fadvise", errno);
        }
    }
}
