package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.ServerSocketChannel;
import java.util.OptionalInt;

/** {@code setsockopt(2)} with {@code IPV6_V6ONLY}: a listening socket of IPv6 that leaves IPv4 to others. */
public final class Ipv6Only {
    private static final MethodHandle SETSOCKOPT = Libc.function(
            "setsockopt", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT, Libc.POINTER, Libc.INT));
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private Ipv6Only() {}

    /**
     * Sets the option, which must be before the socket is bound.
     *
     * @return false if the JVM was started without {@value SocketDescriptor#NEEDED_FLAG}: then nothing was done
     */
    public static boolean set(ServerSocketChannel channel) throws PosixException {
        OptionalInt descriptor = SocketDescriptor.of(channel);
        if (descriptor.isEmpty()) {
            return false;
        }
        int socket = descriptor.getAsInt();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment on = arena.allocateFrom(Libc.INT, 1);
            Libc.call("setsockopt", state ->
                    (int) SETSOCKOPT.invokeExact(state, socket, IPPROTO_IPV6, IPV6_V6ONLY, on, Integer.BYTES));
        }
        return true;
    }
}
