package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdoptedSocketTest {
    @TempDir
    Path directory;

    /** A descriptor as this process could have inherited it: no channel knows it. */
    private static int inherited(SelectableChannel channel) throws IOException {
        try (channel) {
            return Duplicate.of(SocketDescriptor.of(channel).orElseThrow());
        }
    }

    private static void assertTalks(ServerSocketChannel listener, SocketAddress address) throws IOException {
        try (SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = listener.accept()) {
            client.write(ByteBuffer.wrap(new byte[] {42}));
            ByteBuffer read = ByteBuffer.allocate(8);
            assertThat(accepted.read(read)).isEqualTo(1);
            assertThat(read.get(0)).isEqualTo((byte) 42);
        }
    }

    @Test
    void aListeningUnixSocketIsAccepted() throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        int descriptor =
                inherited(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address));
        try (ServerSocketChannel adopted = AdoptedSocket.listening(descriptor)) {
            assertThat(adopted.getLocalAddress()).isEqualTo(address);
            assertTalks(adopted, address);
        }
    }

    @Test
    void aListeningTcpSocketIsAccepted() throws IOException {
        ServerSocketChannel original =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress address = original.getLocalAddress();
        try (ServerSocketChannel adopted = AdoptedSocket.listening(inherited(original))) {
            assertThat(adopted.getLocalAddress()).isEqualTo(address);
            assertTalks(adopted, address);
        }
    }

    @Test
    void aConnectedSocketIsReadAndWritten() throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel listener =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel adopted = AdoptedSocket.connected(inherited(listener.accept()))) {
            adopted.write(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(client.read(ByteBuffer.allocate(8))).isEqualTo(2);
            client.shutdownOutput();
            assertThat(adopted.read(ByteBuffer.allocate(8))).isEqualTo(-1);
        }
    }

    private static void assertClosingEndsAccept(ServerSocketChannel listener) throws IOException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<SocketChannel> accepted = executor.submit(listener::accept);
            listener.close();
            assertThatThrownBy(accepted::get).hasRootCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closingEndsAnAcceptThatWaits() throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        int descriptor =
                inherited(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address));
        assertClosingEndsAccept(AdoptedSocket.listening(descriptor));
    }

    @Test
    void whatIsNoSuchSocketIsRefusedWithTheReason() throws IOException {
        assertThatThrownBy(() -> AdoptedSocket.listening(9999)).hasMessage("descriptor 9999 is not open");
        int file = Open.open(directory, Set.of(OpenFlag.READ_ONLY));
        assertThatThrownBy(() -> AdoptedSocket.connected(file)).hasMessage("descriptor " + file + " is no socket");
        Close.close(file);
        int datagrams = inherited(DatagramChannel.open());
        assertThatThrownBy(() -> AdoptedSocket.listening(datagrams)).hasMessageContaining("not one of streams");
        Close.close(datagrams);
        int unconnected = inherited(SocketChannel.open(StandardProtocolFamily.UNIX));
        assertThatThrownBy(() -> AdoptedSocket.listening(unconnected)).hasMessageContaining("does not listen");
        Close.close(unconnected);
    }

    @Test
    void aSocketBetweenMachinesListensOnAFreePortAndEndsWhenClosed() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/vsock")), "the kernel has no vsock: there is no /dev/vsock");
        ServerSocketChannel listener = VsockListener.open(VsockListener.ANY, VsockListener.ANY, 1);
        SocketName name = SocketName.local(SocketDescriptor.of(listener).orElseThrow());
        assertThat(name).isInstanceOfSatisfying(SocketName.Vsock.class, vsock -> {
            assertThat(vsock.cid()).isEqualTo(VsockListener.ANY);
            assertThat(vsock.port()).isPositive().isLessThan(VsockListener.ANY);
        });
        assertClosingEndsAccept(listener);
    }
}
