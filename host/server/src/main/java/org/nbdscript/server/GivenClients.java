package org.nbdscript.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Peer;
import org.nbdscript.posix.AdoptedSocket;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.CloseOnExec;
import org.nbdscript.posix.FileStatus;

/** Takes over the descriptors of connections that exist already. */
final class GivenClients {
    private static final Peer UNKNOWN = Peer.of(UnixDomainSocketAddress.of(""));

    private final HostServices services;

    GivenClients(HostServices services) {
        this.services = services;
    }

    /**
     * Takes over a connection's descriptors.
     *
     * @throws IOException with a text for people
     */
    Client open(GivenConnection given) throws IOException {
        try {
            CloseOnExec.set(given.input());
            CloseOnExec.set(given.output());
            return isOneSocket(given) ? socket(given) : files(given);
        } catch (IOException e) {
            throw new IOException("a client cannot be served on " + given + ": " + e.getMessage(), e);
        }
    }

    private static boolean isOneSocket(GivenConnection given) throws IOException {
        FileStatus input = FileStatus.of(given.input());
        return input.kind() == FileStatus.Kind.SOCKET && input.equals(FileStatus.of(given.output()));
    }

    private Client socket(GivenConnection given) throws IOException {
        SocketChannel channel = AdoptedSocket.connected(given.input());
        if (given.output() != given.input()) {
            Close.close(given.output());
        }
        SocketAddress local = SocketNames.local(channel);
        if (local instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        Peer peer = Peers.of(channel, local, services);
        return new Client(new PlainTransport(channel, local, services), peer, given.transmission());
    }

    private Client files(GivenConnection given) throws IOException {
        ReadableByteChannel input = isSocket(given.input())
                ? AdoptedSocket.connected(given.input())
                : reopen(given.input(), StandardOpenOption.READ);
        GatheringByteChannel output = isSocket(given.output())
                ? AdoptedSocket.connected(given.output())
                : reopen(given.output(), StandardOpenOption.WRITE);
        return new Client(new FilesTransport(input, output, services), UNKNOWN, given.transmission());
    }

    private static boolean isSocket(int descriptor) throws IOException {
        return FileStatus.of(descriptor).kind() == FileStatus.Kind.SOCKET;
    }

    /** The JDK takes no descriptors, but the system has a name for each. */
    private static FileChannel reopen(int descriptor, OpenOption option) throws IOException {
        FileChannel channel = FileChannel.open(Path.of("/proc/self/fd/" + descriptor), option);
        Close.close(descriptor);
        return channel;
    }
}
