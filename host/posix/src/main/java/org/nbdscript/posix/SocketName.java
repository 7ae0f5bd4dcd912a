package org.nbdscript.posix;

import java.net.InetSocketAddress;
import java.util.Arrays;

/** {@code getsockname(2)} and {@code getpeername(2)}: the address of either end of a socket. */
public sealed interface SocketName {
    /**
     * IPv4 or IPv6; an address of version 4 that is mapped into version 6 is one of version 4.
     *
     * @param address resolved
     */
    record Inet(InetSocketAddress address) implements SocketName {}

    /**
     * A unix-domain socket.
     *
     * @param path empty if it has no name; an abstract name begins with a NUL
     */
    record Unix(String path) implements SocketName {}

    /**
     * A socket between virtual machines.
     *
     * @param cid the machine, unsigned 32 bits
     * @param port unsigned 32 bits
     */
    record Vsock(long cid, long port) implements SocketName {}

    /**
     * Another family.
     *
     * @param family its number
     */
    record Other(int family) implements SocketName {}

    /** The families of addresses. */
    enum Family {
        /** Unix-domain. */
        UNIX(1),
        /** IPv4. */
        IPV4(2),
        /** IPv6. */
        IPV6(10),
        /** Between virtual machines. */
        VSOCK(40),
        /** All others. */
        OTHER(-1);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        /** {@code AF_…}. */
        int number() {
            return number;
        }

        /** The family of a socket. */
        static Family of(int descriptor) throws PosixException {
            return byNumber(SocketOption.DOMAIN.of(descriptor));
        }

        static Family byNumber(int number) {
            return Arrays.stream(values())
                    .filter(family -> family.number == number)
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** The address of a socket's own end. */
    static SocketName local(int descriptor) throws PosixException {
        return SocketNameCall.GETSOCKNAME.of(descriptor);
    }

    /** The address of a socket's other end. */
    static SocketName peer(int descriptor) throws PosixException {
        return SocketNameCall.GETPEERNAME.of(descriptor);
    }
}
