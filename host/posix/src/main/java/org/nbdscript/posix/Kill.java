package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code kill(2)}. */
public final class Kill {
    private static final MethodHandle KILL = Libc.function("kill", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT));

    private Kill() {}

    /**
     * Sends a signal to one process.
     *
     * @param processId greater than 0: process groups are not addressed by this
     * @throws PosixException {@code ESRCH} if there is no such process, {@code EPERM} if it is not ours to signal
     */
    public static void send(long processId, Signal signal) throws PosixException {
        int number = Math.toIntExact(processId);
        if (number <= 0) {
            throw new IllegalArgumentException("a process id is greater than 0, but this is " + processId);
        }
        Libc.call("kill", state -> (int) KILL.invokeExact(state, number, signal.number()));
    }
}
