package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code mlockall(2)}: keeps the memory of this process out of the swap space. */
public final class MemoryLock {
    private static final MethodHandle MLOCKALL = Libc.function("mlockall", FunctionDescriptor.of(Libc.INT, Libc.INT));
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;

    private MemoryLock() {}

    /**
     * Locks all memory that the process has and will have, which also brings all of it into memory now.
     *
     * @throws PosixException {@code EPERM} or {@code ENOMEM} where {@code RLIMIT_MEMLOCK} does not allow it
     */
    public static void lockAll() throws PosixException {
        Libc.call("mlockall", state -> (int) MLOCKALL.invokeExact(state, MCL_CURRENT | MCL_FUTURE));
    }
}
