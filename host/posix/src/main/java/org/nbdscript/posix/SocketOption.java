package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code getsockopt(2)}: what sort of socket a descriptor is. */
enum SocketOption {
    /** Whether it is a stream, {@code SO_TYPE}. */
    TYPE(3),
    /** Whether it listens, {@code SO_ACCEPTCONN}. */
    ACCEPTS_CONNECTIONS(30),
    /** The address family, {@code SO_DOMAIN}. */
    DOMAIN(39);

    /** A stream of bytes, as {@link #TYPE} gives it. */
    static final int SOCK_STREAM = 1;

    private static final MethodHandle GETSOCKOPT = Libc.function(
            "getsockopt", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT, Libc.POINTER, Libc.POINTER));
    private static final int SOL_SOCKET = 1;

    private final int number;

    SocketOption(int number) {
        this.number = number;
    }

    /**
     * The option's value.
     *
     * @throws PosixException EBADF if the descriptor is not open, ENOTSOCK if it is no socket
     */
    int of(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(Libc.INT);
            MemorySegment length = arena.allocateFrom(Libc.INT, Integer.BYTES);
            Libc.call("getsockopt", state ->
                    (int) GETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, number, answer, length));
            return answer.get(Libc.INT, 0);
        }
    }
}
