package org.nbdscript.posix;

import java.lang.invoke.MethodHandle;

/** {@code fdatasync(2)}. */
public final class Fdatasync {
    private static final MethodHandle FDATASYNC = Libc.functionOfWords("fdatasync");

    private Fdatasync() {}

    /** Waits until all that was written to the file, and what is needed to read it again, is on stable storage. */
    public static void sync(int descriptor) throws PosixException {
        Libc.call(
                "fdatasync", state -> (int) (long) FDATASYNC.invokeExact(state, (long) descriptor, 0L, 0L, 0L, 0L, 0L));
    }
}
