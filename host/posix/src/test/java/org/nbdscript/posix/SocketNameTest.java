package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketNameTest {
    private static int descriptor(SelectableChannel channel) {
        return SocketDescriptor.of(channel).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void bothEndsOfTcpAreTheirAddressesAndPorts(String host) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(any);
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            assertThat(SocketName.local(descriptor(accepted)))
                    .isEqualTo(new SocketName.Inet((InetSocketAddress) listener.getLocalAddress()));
            assertThat(SocketName.peer(descriptor(accepted)))
                    .isEqualTo(new SocketName.Inet((InetSocketAddress) client.getLocalAddress()));
        }
    }

    @Test
    void aUnixSocketHasItsPathAndAClientNone(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("sö");
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                SocketChannel accepted = listener.accept()) {
            assertThat(client.isConnected()).isTrue();
            assertThat(SocketName.local(descriptor(accepted))).isEqualTo(new SocketName.Unix(path.toString()));
            assertThat(SocketName.peer(descriptor(accepted))).isEqualTo(new SocketName.Unix(""));
        }
    }
}
