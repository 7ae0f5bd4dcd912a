package org.nbdscript.cli;

import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.UnixPermissions;

/** Where the server is to listen. */
sealed interface Endpoint {
    /** An address that is known. */
    record Known(ListenAddress address) implements Endpoint {}

    /** A unix socket of our choice in a directory that only this user can enter, removed at the end. */
    record PrivateUnix(UnixPermissions permissions) implements Endpoint {}
}
