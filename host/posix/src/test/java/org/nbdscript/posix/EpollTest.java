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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Errno;

/** Waiting for input, of one socket for a while and of many without end. */
@Timeout(30)
class EpollTest {
    private SocketChannel sender;
    private SocketChannel receiver;
    private int descriptor;
    private Epoll epoll;
    private final List<Long> told = new ArrayList<>();

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            sender = SocketChannel.open(address);
            receiver = server.accept();
        }
        descriptor = SocketDescriptor.of(receiver).orElseThrow();
        epoll = new Epoll();
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
        epoll.close();
    }

    private void send() throws IOException {
        sender.write(ByteBuffer.allocate(1));
    }

    @Test
    void inputIsToldOnceForEachWatch() throws IOException {
        epoll.watchOnce(descriptor, 7);
        send();
        assertThat(epoll.await(told::add)).isTrue();
        epoll.watchOnce(descriptor, 1L << 40);
        assertThat(epoll.await(told::add)).isTrue();
        epoll.stop();
        assertThat(epoll.await(told::add)).isFalse();
        assertThat(told).containsExactly(7L, 1L << 40);
    }

    @Test
    void theEndOfTheInputIsToldToo() throws IOException {
        epoll.watchOnce(descriptor, 3);
        sender.close();
        assertThat(epoll.await(told::add)).isTrue();
        assertThat(told).containsExactly(3L);
    }

    @Test
    void whatIsNotOpenCannotBeWatched() {
        assertThatThrownBy(() -> epoll.watchOnce(-1, 1))
                .isInstanceOfSatisfying(
                        PosixException.class, e -> assertThat(e.is(Errno.EBADF)).isTrue());
    }

    @Test
    void pollWaitsNoLongerThanItIsTold() throws IOException {
        PollInput poll = new PollInput(descriptor);
        assertThat(poll.await(1)).isFalse();
        send();
        assertThat(poll.await(60_000)).isTrue();
    }

    @Test
    void pollFindsTheEndOfTheInput() throws IOException {
        receiver.shutdownInput();
        assertThat(new PollInput(descriptor).await(60_000)).isTrue();
    }
}
