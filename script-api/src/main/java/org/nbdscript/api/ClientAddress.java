package org.nbdscript.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.OptionalLong;

/**
 * What counts as one address of clients, for what is limited by address: all ports of one host, or all processes of one
 * user. Equal ones are the same.
 */
public sealed interface ClientAddress {
    /**
     * A host of the internet.
     *
     * @param address its address
     */
    record Inet(InetAddress address) implements ClientAddress {}

    /**
     * A virtual machine.
     *
     * @param cid its number
     */
    record Machine(long cid) implements ClientAddress {}

    /**
     * A user of a unix socket.
     *
     * @param uid its number, where the system tells
     */
    record User(OptionalLong uid) implements ClientAddress {}

    /** The address of a peer. */
    static ClientAddress of(Peer peer) {
        // Not a switch: the first one over types makes code at run time, which the first client would wait for.
        if (peer.address() instanceof InetSocketAddress inet) {
            return new Inet(inet.getAddress());
        }
        return peer.address() instanceof VsockAddress vsock ? new Machine(vsock.cid()) : new User(peer.uid());
    }
}
