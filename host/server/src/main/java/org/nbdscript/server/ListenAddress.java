package org.nbdscript.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a server listens. */
public sealed interface ListenAddress {
    /** The port that clients try if they are told none. */
    int DEFAULT_PORT = 10809;

    /** Which versions of the internet protocol. */
    enum Family {
        /** Both, as far as the system and the host's name have them. */
        ANY,
        /** Version 4. */
        IPV4,
        /** Version 6. */
        IPV6
    }

    /**
     * A TCP port.
     *
     * @param host the name or address of the interface; null for all interfaces
     * @param port 0 to 65535; 0 for a free one, the same for all of the host's addresses
     * @param family the addresses of the host that count
     */
    record Tcp(@Nullable String host, int port, Family family) implements ListenAddress {
        /** Checks the port. */
        public Tcp {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("the port is " + port + ", expected 0 to 65535");
            }
        }

        /** For people. */
        @Override
        public String toString() {
            return "TCP port " + port + (host == null ? "" : " of " + host);
        }
    }

    /**
     * A unix socket, which the server makes and removes.
     *
     * @param path where no file is yet
     */
    record Unix(Path path) implements ListenAddress {
        /** For people. */
        @Override
        public String toString() {
            return "unix socket " + path;
        }
    }
}
