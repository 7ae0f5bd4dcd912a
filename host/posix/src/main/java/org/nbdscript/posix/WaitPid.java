package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code waitpid(2)}: takes the end of a child process that was not started by the JDK. */
public final class WaitPid {
    private static final MethodHandle WAITPID =
            Libc.function("waitpid", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER, Libc.INT));

    private WaitPid() {}

    /**
     * Waits until a child has ended; then its number is free for another process.
     *
     * @throws PosixException {@code ECHILD} if it is no child, or its end was taken before
     */
    public static void await(int processId) throws PosixException {
        Libc.call("waitpid", state -> (int) WAITPID.invokeExact(state, processId, MemorySegment.NULL, 0));
    }
}
