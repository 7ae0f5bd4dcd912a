package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * {@code prctl(2)} with {@code PR_SET_IO_FLUSHER}, Linux 5.6: when the kernel needs memory for this thread, it does not
 * start input and output that might wait for this very thread.
 *
 * <p>It holds for the thread that calls, and for the threads that it and its offspring start later.
 */
public final class IoFlusher {
    private static final MethodHandle PRCTL = Libc.function(
            "prctl",
            FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.LONG, Libc.LONG, Libc.LONG, Libc.LONG),
            Linker.Option.firstVariadicArg(1));
    private static final int PR_SET_IO_FLUSHER = 57;
    private static final long YES = 1;
    private static final long UNUSED = 0;

    private IoFlusher() {}

    /**
     * Makes the calling thread one.
     *
     * @throws PosixException {@code EPERM} without the capability {@code CAP_SYS_RESOURCE}; {@code EINVAL} from an
     *     older kernel
     */
    public static void set() throws PosixException {
        Libc.call("prctl", state -> (int) PRCTL.invokeExact(state, PR_SET_IO_FLUSHER, YES, UNUSED, UNUSED, UNUSED));
    }
}
