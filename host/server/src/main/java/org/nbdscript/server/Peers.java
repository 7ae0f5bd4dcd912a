package org.nbdscript.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.posix.PeerCredentials;

/** Finds out who is at the other end of a socket. */
final class Peers {
    private Peers() {}

    /**
     * The peer, with its credentials where the system tells them.
     *
     * @param local the address of our end
     */
    static Peer of(SocketChannel channel, SocketAddress local, HostServices services) throws IOException {
        if (local instanceof VsockAddress) {
            return Peer.of(SocketNames.peer(channel));
        }
        if (!(local instanceof UnixDomainSocketAddress)) {
            return Peer.of(channel.getRemoteAddress());
        }
        try {
            PeerCredentials credentials = PeerCredentials.of(channel);
            return new Peer(
                    channel.getRemoteAddress(), credentials.processId(), credentials.userId(), credentials.groupId());
        } catch (IOException e) {
            services.debug("the credentials of a client are not known: " + e);
            return Peer.of(channel.getRemoteAddress());
        }
    }
}
