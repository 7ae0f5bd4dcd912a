package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code ioctl(2)} with a pointer argument. What each request means is up to the classes that use it. */
final class Ioctl {
    private static final MethodHandle IOCTL = Libc.function(
            "ioctl",
            FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.LONG, Libc.POINTER),
            Linker.Option.firstVariadicArg(2));

    private Ioctl() {}

    /**
     * Makes a request.
     *
     * @param name the request's name, for the error message
     */
    static void request(int descriptor, String name, long request, MemorySegment argument) throws PosixException {
        Libc.call("ioctl " + name, state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
    }
}
