package org.nbdscript.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import org.nbdscript.api.VsockAddress;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.posix.SocketName;

/** The addresses of sockets that the JDK has not opened, and may not know the family of. */
final class SocketNames {
    private SocketNames() {}

    /** The own end. */
    static SocketAddress local(SelectableChannel channel) throws IOException {
        return address(SocketName.local(SocketDescriptor.of(channel).orElseThrow()));
    }

    /** The other end. */
    static SocketAddress peer(SelectableChannel channel) throws IOException {
        return address(SocketName.peer(SocketDescriptor.of(channel).orElseThrow()));
    }

    private static SocketAddress address(SocketName name) throws IOException {
        return switch (name) {
            case SocketName.Inet(var inet) -> inet;
            // The JDK has no abstract names.
            case SocketName.Unix(String path) -> UnixDomainSocketAddress.of(path.startsWith("\0") ? "" : path);
            case SocketName.Vsock(long cid, long port) -> new VsockAddress(cid, port);
            case SocketName.Other(int family) ->
                throw new IOException("sockets of address family " + family + " are not served");
        };
    }
}
