package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.UnixPermissions;

/** Where the server is to listen. */
sealed interface Endpoint {
    /**
     * The address to bind.
     *
     * @param privatePath makes a path in a directory that only this user can enter
     */
    ListenAddress address(Supplier<Path> privatePath);

    /** Whether this is a unix socket. */
    boolean isUnix();

    /** An address that is known. */
    record Known(ListenAddress address) implements Endpoint {
        @Override
        public ListenAddress address(Supplier<Path> privatePath) {
            return address;
        }

        @Override
        public boolean isUnix() {
            return address instanceof ListenAddress.Unix;
        }
    }

    /** A unix socket of our choice in a directory that only this user can enter, removed at the end. */
    record PrivateUnix(UnixPermissions permissions) implements Endpoint {
        @Override
        public ListenAddress address(Supplier<Path> privatePath) {
            return new ListenAddress.Unix(privatePath.get(), permissions);
        }

        @Override
        public boolean isUnix() {
            return true;
        }
    }
}
