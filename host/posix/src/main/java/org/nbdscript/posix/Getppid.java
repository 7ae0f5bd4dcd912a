package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code getppid(2)}. */
public final class Getppid {
    private static final MethodHandle GETPPID = Libc.function("getppid", FunctionDescriptor.of(Libc.INT));

    private Getppid() {}

    /** The process id of this process' parent; it changes when the parent ends. */
    public static long parentProcessId() throws PosixException {
        return Libc.call("getppid", state -> (int) GETPPID.invokeExact(state));
    }
}
