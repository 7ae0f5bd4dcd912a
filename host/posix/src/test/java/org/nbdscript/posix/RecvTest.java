package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of a blocking socket is taken without waiting. */
@Timeout(30)
class RecvTest {
    private SocketChannel sender;
    private SocketChannel receiver;
    private Recv recv;

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            sender = SocketChannel.open(address);
            receiver = server.accept();
        }
        recv = new Recv(SocketDescriptor.of(receiver).orElseThrow());
    }

    @AfterEach
    void disconnect() throws IOException {
        sender.close();
        receiver.close();
    }

    @Test
    void doesNotWaitWhenNothingHasArrived() {
        ByteBuffer target = ByteBuffer.allocateDirect(8);
        assertThat(recv.receive(target)).isEqualTo(Recv.NOTHING);
        assertThat(target.position()).isZero();
    }

    @Test
    void takesWhatHasArrivedBetweenPositionAndLimit() throws IOException {
        sender.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ByteBuffer target = ByteBuffer.allocateDirect(8).position(4).limit(6);
        assertThat(recv.receive(target)).isEqualTo(2);
        assertThat(target.position()).isEqualTo(6);
        target.clear().position(3);
        assertThat(recv.receive(target)).isEqualTo(1);
        assertThat(target.get(3)).isEqualTo((byte) 3);
        assertThat(target.get(4)).isEqualTo((byte) 1);
        assertThat(target.get(5)).isEqualTo((byte) 2);
    }

    @Test
    void tellsTheEndOfTheInputFromNothing() throws IOException {
        sender.close();
        assertThat(recv.receive(ByteBuffer.allocateDirect(8))).isZero();
    }

    @Test
    void refusesABufferOnTheHeap() {
        assertThatThrownBy(() -> recv.receive(ByteBuffer.allocate(8))).isInstanceOf(IllegalArgumentException.class);
    }
}
