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
import org.nbdscript.api.Errno;

/** What is gathered into a blocking socket, and scattered from it without waiting. */
@Timeout(30)
class MessageCallsTest {
    private SocketChannel sender;
    private SocketChannel receiver;
    private Recvmsg recvmsg;
    private Sendmsg sendmsg;
    private final IoVector parts = new IoVector();

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            sender = SocketChannel.open(address);
            receiver = server.accept();
        }
        recvmsg = new Recvmsg(SocketDescriptor.of(receiver).orElseThrow());
        sendmsg = new Sendmsg(SocketDescriptor.of(sender).orElseThrow());
    }

    @AfterEach
    void disconnect() throws IOException {
        sender.close();
        receiver.close();
    }

    private static ByteBuffer direct(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            buffer.put(i, (byte) bytes[i]);
        }
        return buffer;
    }

    @Test
    void doesNotWaitWhenNothingHasArrived() {
        parts.add(ByteBuffer.allocateDirect(8), 0, 8);
        assertThat(recvmsg.receive(parts)).isEqualTo(Recvmsg.NOTHING);
    }

    @Test
    void gathersAndScattersPartsInTheirOrder() throws IOException {
        parts.add(direct(9, 1, 2, 9), 1, 2);
        parts.add(direct(3, 4, 5), 0, 3);
        assertThat(sendmsg.send(parts, true)).isEqualTo(5);
        ByteBuffer first = ByteBuffer.allocateDirect(4);
        ByteBuffer second = ByteBuffer.allocateDirect(4);
        parts.clear();
        parts.add(first, 3, 1);
        parts.add(second, 0, 4);
        assertThat(recvmsg.receive(parts)).isEqualTo(5);
        assertThat(first).isEqualTo(direct(0, 0, 0, 1));
        assertThat(second).isEqualTo(direct(2, 3, 4, 5));
    }

    @Test
    void takesAsManyPartsAsTheKernelAndNoMore() throws IOException {
        ByteBuffer source = ByteBuffer.allocateDirect(2 * IoVector.MOST_PARTS);
        for (int i = 0; i < IoVector.MOST_PARTS; i++) {
            source.put(2 * i, (byte) i);
            assertThat(parts.add(source, 2 * i, 1)).isTrue();
        }
        assertThat(parts.add(source, 0, 1)).isFalse();
        assertThat(sendmsg.send(parts, true)).isEqualTo(IoVector.MOST_PARTS);
        ByteBuffer target = ByteBuffer.allocateDirect(IoVector.MOST_PARTS);
        parts.clear();
        parts.add(target, 0, target.capacity());
        assertThat(recvmsg.receive(parts)).isEqualTo(IoVector.MOST_PARTS);
        for (int i = 0; i < IoVector.MOST_PARTS; i++) {
            assertThat(target.get(i)).isEqualTo((byte) i);
        }
    }

    @Test
    void tellsTheEndOfTheInputFromNothing() throws IOException {
        sender.close();
        parts.add(ByteBuffer.allocateDirect(8), 0, 8);
        assertThat(recvmsg.receive(parts)).isZero();
    }

    @Test
    void sendsWhatThereIsRoomForAndThenNothing() throws IOException {
        parts.add(ByteBuffer.allocateDirect(1 << 20), 0, 1 << 20);
        long sent = 0;
        long count = sendmsg.send(parts, false);
        while (count > 0) {
            sent += count;
            count = sendmsg.send(parts, false);
        }
        assertThat(sent).isPositive();
        assertThat(count).isZero();
    }

    @Test
    void saysThatThePeerIsGoneByAnErrorAndNotByASignal() throws IOException {
        receiver.close();
        parts.add(direct(1), 0, 1);
        assertThatThrownBy(() -> sendmsg.send(parts, true))
                .isInstanceOfSatisfying(
                        PosixException.class, e -> assertThat(e.is(Errno.EPIPE)).isTrue());
    }

    @Test
    void refusesABufferOnTheHeap() {
        assertThatThrownBy(() -> parts.add(ByteBuffer.allocate(8), 0, 8)).isInstanceOf(IllegalArgumentException.class);
    }
}
