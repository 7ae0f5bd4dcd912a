package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * {@code prctl(2)} with {@code PR_SET_PDEATHSIG}: a signal to this process when its parent ends.
 *
 * <p>The kernel keeps the wish with the <em>thread</em> that calls, and forgets it when that thread ends: call it on
 * the main thread. It also counts the end of the parent's thread that started us. A parent that ended before the call
 * sends nothing: compare {@link Getppid#parentProcessId} before and after.
 */
public final class ParentDeathSignal {
    private static final MethodHandle PRCTL = Libc.function(
            "prctl",
            FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.LONG, Libc.LONG, Libc.LONG, Libc.LONG),
            Linker.Option.firstVariadicArg(1));
    private static final int PR_SET_PDEATHSIG = 1;
    private static final long UNUSED = 0;

    private ParentDeathSignal() {}

    /** Asks for a signal at the parent's end; {@link Signal#NONE} takes the wish back. */
    public static void request(Signal signal) throws PosixException {
        long number = signal.number();
        Libc.call("prctl", state -> (int) PRCTL.invokeExact(state, PR_SET_PDEATHSIG, number, UNUSED, UNUSED, UNUSED));
    }
}
