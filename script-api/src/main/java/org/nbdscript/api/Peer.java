package org.nbdscript.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.OptionalLong;

/**
 * Who is at the other end of a connection.
 *
 * @param address the socket's address: an InetSocketAddress or a UnixDomainSocketAddress
 * @param pid the process, on a unix socket where the system tells
 * @param uid the user, likewise
 * @param gid the group, likewise
 */
public record Peer(SocketAddress address, OptionalLong pid, OptionalLong uid, OptionalLong gid) {
    /** A peer of whom only the address is known. */
    public static Peer of(SocketAddress address) {
        return new Peer(address, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** The address for people: {@code 127.0.0.1:4711}, {@code [::1]:4711}, {@code unix}. */
    public String name() {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        return "unix";
    }
}
