package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code setsid(2)}. */
public final class Setsid {
    private static final MethodHandle SETSID = Libc.function("setsid", FunctionDescriptor.of(Libc.INT));

    private Setsid() {}

    /**
     * Starts a new session without a controlling terminal, so that the terminal's end and Ctrl-C do not reach us.
     *
     * @return the id of the session
     * @throws PosixException {@code EPERM} if this process leads a process group already
     */
    public static long newSession() throws PosixException {
        return Libc.call("setsid", state -> (int) SETSID.invokeExact(state));
    }
}
