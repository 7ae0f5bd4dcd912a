package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** {@code fcntl(2)} with {@code F_DUPFD_CLOEXEC}, and {@code dup2(2)}: other numbers for an open file. */
public final class Duplicate {
    private static final MethodHandle FCNTL = Libc.function(
            "fcntl", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle DUP2 = Libc.function("dup2", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT));
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FIRST_AFTER_STANDARD_STREAMS = 3;

    private Duplicate() {}

    /** Another descriptor of the file, 3 or more, which child processes do not get. */
    public static int of(int descriptor) throws PosixException {
        return (int) Libc.call("fcntl", state ->
                (int) FCNTL.invokeExact(state, descriptor, F_DUPFD_CLOEXEC, FIRST_AFTER_STANDARD_STREAMS));
    }

    /** Makes {@code target} another descriptor of the file, which child processes get; what it was is closed. */
    public static void onto(int descriptor, int target) throws PosixException {
        Libc.call("dup2", state -> (int) DUP2.invokeExact(state, descriptor, target));
    }
}
