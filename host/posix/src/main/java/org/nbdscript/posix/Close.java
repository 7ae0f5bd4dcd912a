package org.nbdscript.posix;

import java.lang.invoke.MethodHandle;

/** {@code close(2)}. */
public final class Close {
    private static final MethodHandle CLOSE = Libc.functionOfWords("close");

    private Close() {}

    /**
     * Closes a descriptor, which must not be used any more whether this fails or not: Linux closes it in either case,
     * and may give its number to the next file that any thread opens.
     */
    public static void close(int descriptor) throws PosixException {
        Libc.callOnce("close", state -> (int) (long) CLOSE.invokeExact(state, (long) descriptor, 0L, 0L, 0L, 0L, 0L));
    }
}
