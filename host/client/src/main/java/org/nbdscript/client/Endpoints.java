package org.nbdscript.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import org.nbdscript.protocol.NbdUri;

/** Connects to where a URI says that a server listens. */
final class Endpoints {
    private Endpoints() {}

    static SocketChannel connect(NbdUri uri) throws IOException {
        try {
            return switch (uri.endpoint()) {
                case NbdUri.Tcp(String host, int port) -> tcp(host, port);
                case NbdUri.Unix(String socket) -> SocketChannel.open(UnixDomainSocketAddress.of(socket));
                case NbdUri.Vsock _ -> throw new IOException("this client has no sockets between virtual machines");
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("cannot connect to " + uri + ": " + e.getMessage(), e);
        }
    }

    private static SocketChannel tcp(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("the host " + host + " is unknown");
        }
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }
}
