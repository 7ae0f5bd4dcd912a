package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code fdatasync(2)}. */
public final class Fdatasync {
    private static final MethodHandle FDATASYNC = Libc.function("fdatasync", FunctionDescriptor.of(Libc.INT, Libc.INT));

    private Fdatasync() {}

    /** Waits until all that was written to the file, and what is needed to read it again, is on stable storage. */
    public static void sync(int descriptor) throws PosixException {
        Libc.call("fdatasync", state -> (int) FDATASYNC.invokeExact(state, descriptor));
    }
}
