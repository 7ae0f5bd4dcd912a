package org.nbdscript.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** The client talks with the servers of nbdkit and qemu. */
@Timeout(60)
class PeerServersTest {
    private static final int SIZE = 1 << 23;

    private static PeerServer server(String name) throws IOException {
        return name.equals("qemu") ? PeerServer.qemu(SIZE) : PeerServer.nbdkit("memory", String.valueOf(SIZE));
    }

    private static ByteBuffer random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] read(NbdClient client, long offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        client.read(into, offset);
        assertThat(into.hasRemaining()).isFalse();
        return into.array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdkit", "qemu"})
    void readsWhatWasWritten(String name) throws Exception {
        try (PeerServer server = server(name);
                NbdClient client = NbdClient.connect(server.uri(""))) {
            assertThat(client.export().size()).isEqualTo(SIZE);
            assertThat(client.export().contextNames()).containsExactly("base:allocation");
            ByteBuffer data = random(1 << 20);
            client.write(data, 12345, true);
            assertThat(data.hasRemaining()).isFalse();
            client.flush();
            assertThat(read(client, 12345, 1 << 20)).isEqualTo(data.array());
            client.zero(20000, 100, CommandFlags.NO_HOLE);
            assertThat(read(client, 20000, 100)).containsOnly(0);
            client.trim(1 << 22, 1 << 20, false);
            client.cache(0, 65536);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdkit", "qemu"})
    void doesWithoutStructuredReplies(String name) throws Exception {
        try (PeerServer server = server(name);
                NbdClient client = NbdClient.connect(
                        server.uri(""),
                        ClientOptions.ALL.withExtendedHeaders(false).withStructuredReplies(false))) {
            assertThat(client.export().format()).isEqualTo(ReplyFormat.SIMPLE);
            client.write(random(5000), 0, false);
            assertThat(read(client, 0, 5000)).isEqualTo(random(5000).array());
            assertThatThrownBy(() -> read(client, SIZE - 1, 2)).isInstanceOf(RequestFailedException.class);
            assertThatThrownBy(() -> client.blockStatus(0, 1, false)).hasMessageContaining("no metadata context");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdkit", "qemu"})
    void tellsWhatIsAHole(String name) throws Exception {
        try (PeerServer server = server(name);
                NbdClient client = NbdClient.connect(server.uri(""))) {
            client.write(random(1 << 20), 1 << 21, false);
            BlockStatus status = client.blockStatus(0, SIZE, false);
            List<StatusExtent> extents = status.of("base:allocation");
            assertThat(extents.getFirst()).isEqualTo(new StatusExtent(1 << 21, 3));
            assertThat(extents.get(1)).isEqualTo(new StatusExtent(1 << 20, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdkit", "qemu"})
    void manyThreadsHaveRequestsInFlightAtATime(String name) throws Exception {
        try (PeerServer server = server(name);
                NbdClient client = NbdClient.connect(server.uri(""));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                int number = i;
                calls.add(threads.submit(() -> writeAndRead(client, number)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    private static Void writeAndRead(NbdClient client, int number) throws IOException {
        int length = SIZE / 32;
        for (int round = 0; round < 20; round++) {
            byte[] bytes = new byte[length];
            new Random(number * 100L + round).nextBytes(bytes);
            client.write(ByteBuffer.wrap(bytes), (long) number * length, false);
            assertThat(read(client, (long) number * length, length)).isEqualTo(bytes);
        }
        return null;
    }

    /** With one thread it reads no request while it waits for somebody to take a reply. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatHasToGetRidOfItsRepliesFirstIsNotWaitedForInVain() throws Exception {
        try (PeerServer server = PeerServer.nbdkit("-t", "1", "memory", "1M");
                NbdClient client = NbdClient.connect(server.uri(""));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                boolean reads = i % 2 == 0;
                calls.add(threads.submit(() -> {
                    for (int round = 0; round < 100; round++) {
                        if (reads) {
                            read(client, 0, 1 << 18);
                        } else {
                            client.write(ByteBuffer.allocate(1 << 18), 0, false);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    /** The delay makes sure that they overlap: one after another, 50 of them would take 25 seconds. */
    @Test
    @Timeout(20)
    void requestsAreNotSentOneAfterAnother() throws Exception {
        try (PeerServer server = PeerServer.nbdkit("-t", "64", "--filter=delay", "memory", "1M", "rdelay=500ms");
                NbdClient client = NbdClient.connect(server.uri(""));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(threads.submit(() -> read(client, 0, 512)));
            }
            for (Future<byte[]> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void anErrorOfTheServerIsTheRequestsOwn() throws Exception {
        try (PeerServer server =
                        PeerServer.nbdkit("--filter=error", "memory", "1M", "error=ENOSPC", "error-pwrite-rate=100%");
                NbdClient client = NbdClient.connect(server.uri(""))) {
            assertThatThrownBy(() -> client.write(random(512), 0, false))
                    .isInstanceOfSatisfying(
                            RequestFailedException.class,
                            e -> assertThat(e.error()).isEqualTo(NbdError.ENOSPC));
            assertThat(read(client, 0, 512)).containsOnly(0);
        }
    }

    @Test
    void speaksOldstyle() throws Exception {
        try (PeerServer server = PeerServer.nbdkit("-o", "memory", "1M")) {
            try (NbdClient client = NbdClient.connect(server.uri(""))) {
                client.write(random(100), 50, false);
                assertThat(read(client, 50, 100)).isEqualTo(random(100).array());
            }
            assertThatThrownBy(() -> NbdClient.connect(server.uri("other"))).hasMessageContaining("oldstyle");
        }
    }

    @Test
    void anUnknownExportIsRefusedWithTheServersText() throws Exception {
        try (PeerServer server = PeerServer.qemu(SIZE)) {
            assertThatThrownBy(() -> NbdClient.connect(server.uri("nothing")))
                    .isInstanceOfSatisfying(
                            OptionRefusedException.class,
                            e -> assertThat(e.type()).isEqualTo(OptionReplyType.ERR_UNKNOWN))
                    .hasMessageStartingWith("the server refuses GO: ERR_UNKNOWN: ");
        }
    }

    @Test
    void listsExportsAndContexts() throws Exception {
        try (PeerServer server = PeerServer.qemu(SIZE)) {
            assertThat(NbdClient.exports(server.uri(""), ClientOptions.ALL))
                    .singleElement()
                    .satisfies(export -> {
                        assertThat(export.name()).isEmpty();
                        assertThat(export.description()).isEqualTo("of qemu");
                    });
            assertThat(NbdClient.metaContexts(server.uri(""))).contains("base:allocation");
        }
    }

    @Test
    void longEffectsGoInPiecesWithoutExtendedHeaders() throws Exception {
        try (PeerServer server = PeerServer.nbdkit("memory", "10T");
                NbdClient client = NbdClient.connect(server.uri(""))) {
            client.zero(0, 10L << 40, 0);
            client.trim(512, (10L << 40) - 512, false);
        }
    }

    @Test
    void whatItCannotDoItSays() {
        assertThatThrownBy(() -> NbdClient.connect(NbdUri.parse("nbds://127.0.0.1:1/?tls-certificates=/nonexistent")))
                .hasMessage("/nonexistent/ca-cert.pem: there is no such file");
        assertThatThrownBy(() -> NbdClient.connect(NbdUri.parse("nbd+vsock://1:10809/")))
                .hasMessageContaining("sockets between virtual machines");
        assertThatThrownBy(() -> NbdClient.connect(NbdUri.unix("/nonexistent/socket", "")))
                .hasMessageStartingWith("cannot connect to nbd+unix:///?socket=/nonexistent/socket: ");
    }
}
