package org.nbdscript.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the server is to listen. */
sealed interface Endpoint {
    /**
     * TCP.
     *
     * @param port 0 to 65535; 0 lets the system choose
     * @param address a name or an address to bind; null for all addresses of the machine
     * @param family which addresses count
     */
    record Tcp(int port, @Nullable String address, AddressFamily family) implements Endpoint {}

    /**
     * A unix socket.
     *
     * @param path absolute
     */
    record Unix(Path path) implements Endpoint {}

    /** A unix socket of our choice in a directory that only this user can enter, removed at the end. */
    record PrivateUnix() implements Endpoint {}

    /** The versions of the Internet Protocol to listen on. */
    enum AddressFamily {
        /** Both. */
        ANY,
        /** Only version 4. */
        IPV4,
        /** Only version 6. */
        IPV6
    }
}
