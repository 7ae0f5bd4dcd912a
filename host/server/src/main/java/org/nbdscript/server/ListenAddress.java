package org.nbdscript.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.VsockAddress;

/** Where a server listens. */
public sealed interface ListenAddress {
    /** The port that clients try if they are told none. */
    int DEFAULT_PORT = 10809;

    /** Lets the system choose a port for vsock, where 0 is a port like any other. */
    long ANY_VSOCK_PORT = 0xffff_ffffL;

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
     * @param host the name or address of a host, or the name of a network interface; null for all interfaces
     * @param port 0 to 65535; 0 for a free one, which is the same for all addresses of a server that have 0
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
     * @param permissions who may use it
     */
    record Unix(Path path, UnixPermissions permissions) implements ListenAddress {
        /** A socket with the usual permissions. */
        public Unix(Path path) {
            this(path, UnixPermissions.UNCHANGED);
        }

        /** For people. */
        @Override
        public String toString() {
            return "unix socket " + path;
        }
    }

    /**
     * A port for other virtual machines, or the host.
     *
     * @param cid whose connections count: {@link VsockAddress#ANY_CID} for all
     * @param port unsigned 32 bits; {@link #ANY_VSOCK_PORT} for a free one
     */
    record Vsock(long cid, long port) implements ListenAddress {
        /** For people. */
        @Override
        public String toString() {
            return "vsock port " + (port == ANY_VSOCK_PORT ? "of the system's choice" : Long.toString(port))
                    + (cid == VsockAddress.ANY_CID ? "" : " of machine " + cid);
        }
    }

    /**
     * A socket that listens already, and was inherited from the process that started this one.
     *
     * @param descriptor its number
     * @param name for people; empty if it has none
     */
    record Inherited(int descriptor, String name) implements ListenAddress {
        /** For people. */
        @Override
        public String toString() {
            return "inherited socket " + descriptor + (name.isEmpty() ? "" : " (" + name + ")");
        }
    }
}
