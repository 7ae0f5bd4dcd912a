package org.nbdscript.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.nbdscript.api.Peer;
import org.nbdscript.api.VsockAddress;

/** What counts as one address of clients: all of their ports, and all processes of a user. */
sealed interface ClientAddress {
    /** An internet address. */
    record Inet(InetAddress address) implements ClientAddress {}

    /** A machine. */
    record Machine(long cid) implements ClientAddress {}

    /** A user of a unix socket, where the system tells. */
    record User(OptionalLong uid) implements ClientAddress {}

    /** The address of a peer. */
    static ClientAddress of(Peer peer) {
        return switch (peer.address()) {
            case InetSocketAddress inet -> new Inet(inet.getAddress());
            case VsockAddress vsock -> new Machine(vsock.cid());
            default -> new User(peer.uid());
        };
    }
}
