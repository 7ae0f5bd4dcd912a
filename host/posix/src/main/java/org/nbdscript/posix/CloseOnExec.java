package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** {@code fcntl(2)} with {@code F_SETFD}: keeps an inherited descriptor from child processes. */
public final class CloseOnExec {
    private static final MethodHandle FCNTL = Libc.function(
            "fcntl", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT), Linker.Option.firstVariadicArg(2));
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private CloseOnExec() {}

    /**
     * Sets the flag.
     *
     * @throws PosixException EBADF if the descriptor is not open
     */
    public static void set(int descriptor) throws PosixException {
        Libc.call("fcntl", state -> (int) FCNTL.invokeExact(state, descriptor, F_SETFD, FD_CLOEXEC));
    }
}
