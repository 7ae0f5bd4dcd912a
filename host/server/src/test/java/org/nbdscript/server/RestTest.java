package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Connections whose client says nothing. */
@Timeout(60)
class RestTest {
    private static final int CLIENTS = 8;

    private final FakeDisk disk = new FakeDisk(1 << 20);

    private static long connectionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nbd-connection"))
                .count();
    }

    private static void awaitRest() {
        Awaitility.await().until(() -> connectionThreads() == 0);
    }

    private static void assertRead(TestClient client, int offset) throws IOException {
        assertThat(client.call(NbdCommand.READ, 0, offset, 5000).data(offset, 5000))
                .isEqualTo(FakeDisk.expected(offset, 5000));
    }

    @Test
    void silentConnectionsHaveNoThreadAndGoOnWhenTheirClientsDo() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.structured());
            }
            for (int round = 0; round < 2; round++) {
                awaitRest();
                for (int i = 0; i < CLIENTS; i++) {
                    assertRead(clients.get(i), 1000 * i);
                }
            }
            for (TestClient client : clients) {
                client.close();
            }
            Awaitility.await().until(() -> server.server.connectionCount() == 0);
        }
    }

    @Test
    void theDiskOfAClientThatVanishesDuringItsRestIsClosed() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            try (TestClient client = server.structured()) {
                assertRead(client, 0);
                awaitRest();
                assertThat(disk.calls).doesNotContain("close");
            }
            Awaitility.await().until(() -> disk.calls.contains("close"));
        }
    }

    @Test
    void aClientWhoseRequestIsPartlyThereDoesNotRestUntilItIsWhole() throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.send("25609513 0000 0000");
            Awaitility.await()
                    .during(Duration.ofMillis(1500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> connectionThreads() == 1);
            client.send("0000000000000007 0000000000000000 00000005");
            assertThat(client.structuredChunk().cookie()).isEqualTo(7);
        }
    }

    @Test
    void requestsInFlightAreAnsweredWhileTheConnectionRests() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        disk.blocking = Blocking.PINS;
        disk.onRead = request -> {
            await(answer);
            disk.readDense(request);
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            long cookie = client.request(NbdCommand.READ, 0, 0, 5000);
            awaitRest();
            answer.countDown();
            assertThat(client.reply(cookie, 0).data(0, 5000)).isEqualTo(FakeDisk.expected(0, 5000));
            assertRead(client, 10);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aServerThatEndsEndsThoseThatRestInGoodOrder() throws IOException {
        ServerFixture server = new ServerFixture(disk);
        try (TestClient client = server.structured()) {
            awaitRest();
            server.close();
            client.awaitDisconnect();
        }
        assertThat(disk.calls).contains("close");
        assertThat(server.services.warnings).isEmpty();
    }

    @Test
    void requestsThatComeWhileTheServerEndsAreRefusedAsEver() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        disk.blocking = Blocking.PINS;
        disk.onFlush = () -> await(answer);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            long flush = client.request(NbdCommand.FLUSH, 0, 0, 0);
            awaitRest();
            server.server.shutdown();
            Awaitility.await().until(server.server::isDraining);
            client.call(NbdCommand.READ, 0, 0, 10).assertError(NbdError.ESHUTDOWN);
            answer.countDown();
            client.reply(flush, 0).assertSuccess();
        }
    }

    @Test
    void aClientThatIsDisconnectedDuringItsRestIsSo() throws IOException {
        FakePlugin plugin = new FakePlugin(context -> disk);
        AtomicReference<ConnectionContext> connection = new AtomicReference<>();
        plugin.preconnect = connection::set;
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.structured()) {
            awaitRest();
            connection.get().disconnect(true);
            client.awaitDisconnect();
            Awaitility.await().until(() -> server.server.connectionCount() == 0);
        }
    }
}
