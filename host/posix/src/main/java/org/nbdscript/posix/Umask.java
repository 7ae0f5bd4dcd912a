package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** {@code umask(2)}: the permissions that new files of this process do not get. */
public final class Umask {
    private static final MethodHandle UMASK = Libc.function("umask", FunctionDescriptor.of(Libc.INT, Libc.INT));

    private Umask() {}

    /**
     * Sets the mask of the whole process, for all of its threads.
     *
     * @param mask permission bits, such as 0077 for files that are the owner's only
     * @return the mask until now
     */
    public static int set(int mask) throws PosixException {
        return (int) Libc.call("umask", state -> (int) UMASK.invokeExact(state, mask));
    }
}
