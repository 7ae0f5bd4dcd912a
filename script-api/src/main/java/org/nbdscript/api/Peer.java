package org.nbdscript.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection.
 *
 * @param address the socket's address: an InetSocketAddress, a UnixDomainSocketAddress or a VsockAddress
 * @param pid the process, on a unix socket where the system tells
 * @param uid the user, likewise
 * @param gid the group, likewise
 * @param tls who it has proved to be; null as long as the connection is not encrypted
 */
public record Peer(
        SocketAddress address,
        OptionalLong pid,
        OptionalLong uid,
        OptionalLong gid,
        @Nullable TlsIdentity tls) {
    /** The server itself, for what it does of its own accord. */
    public static final Peer ITSELF = of(new SocketAddress() {
        private static final long serialVersionUID = 1;
    });

    /** A peer on a connection that is not encrypted. */
    public Peer(SocketAddress address, OptionalLong pid, OptionalLong uid, OptionalLong gid) {
        this(address, pid, uid, gid, null);
    }

    /** A peer of whom only the address is known. */
    public static Peer of(SocketAddress address) {
        return new Peer(address, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** The same on a connection that is encrypted now. */
    public Peer withTls(TlsIdentity identity) {
        return new Peer(address, pid, uid, gid, identity);
    }

    /** The address for people: {@code 127.0.0.1:4711}, {@code [::1]:4711}, {@code unix}, {@code vsock:2:4711}. */
    public String name() {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        if (address instanceof VsockAddress vsock) {
            return vsock.toString();
        }
        return address.equals(ITSELF.address) ? "the server" : "unix";
    }
}
