package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Clients that behave badly harm nobody else. */
@Timeout(60)
class RobustnessTest {
    private final FakeDisk disk = new FakeDisk(1 << 20);

    private static void assertServes(ServerFixture server) throws IOException {
        try (TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.READ, 0, 100, 5000);
            assertThat(reply.data(100, 5000)).isEqualTo(FakeDisk.expected(100, 5000));
        }
    }

    private static void assertNoMemoryLeaks(ServerFixture server) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.server.connectionCount()).isZero());
        Awaitility.await()
                .untilAsserted(() -> assertThat(server.server.bufferBytes()).isZero());
    }

    @Test
    void fiveHundredConnectionsHoldLittleMemoryAndOthersAreServed() throws IOException {
        List<TestClient> clients = new ArrayList<>();
        try (ServerFixture server = new ServerFixture(disk)) {
            for (int i = 0; i < 500; i++) {
                TestClient client = i % 2 == 0 ? server.simple() : server.connect();
                if (i % 2 == 0) {
                    client.call(NbdCommand.READ, 0, 0, 300_000).assertSuccess();
                }
                clients.add(client);
            }
            assertServes(server);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.server.bufferBytes()).isLessThanOrEqualTo(502L << 15));
            for (TestClient client : clients) {
                client.close();
            }
            assertNoMemoryLeaks(server);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreTurnedAway() throws IOException {
        Admission two = Admission.DEFAULT.withConnections(2, 2, Admission.WhenFull.REFUSE);
        try (ServerFixture server = new ServerFixture(
                        new FakePlugin(context -> disk), configuration -> configuration.withAdmission(two));
                TestClient first = server.simple()) {
            try (TestClient second = server.simple();
                    TestClient third = server.connect()) {
                third.awaitDisconnect();
                second.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
            }
            Awaitility.await().until(() -> server.server.connectionCount() == 1);
            first.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
            assertServes(server);
        }
    }

    @Test
    void vanishingInTheMiddleOfAWriteWritesNothing() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            for (int sent : new int[] {0, 1, 27, 28, 1000, 200_000, 500_000}) {
                TestClient client = server.simple();
                ByteBuffer bytes = ByteBuffer.allocate(sent);
                byte[] header = {
                    0x25,
                    0x60,
                    (byte) 0x95,
                    0x13,
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    9,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0x0f,
                    0,
                    0
                };
                bytes.put(header, 0, Math.min(sent, header.length)).position(sent);
                client.send(bytes.flip());
                client.close();
            }
            assertNoMemoryLeaks(server);
            assertThat(disk.calls).containsOnly("close").hasSize(7);
            assertServes(server);
        }
    }

    @Test
    void rubbishEndsOnlyItsOwnConnection() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient bystander = server.simple()) {
            for (int i = 0; i < 200; i++) {
                try (TestClient client = i % 4 == 0 ? server.connect() : server.client(ReplyFormat.values()[i % 3])) {
                    byte[] rubbish = new byte[random.nextInt(5000)];
                    random.nextBytes(rubbish);
                    sendRubbish(client, rubbish);
                }
                bystander.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
            }
            assertServes(server);
            assertThat(server.services.errors).as("seed %d", seed).isEmpty();
        }
    }

    private static void sendRubbish(TestClient client, byte[] rubbish) {
        try {
            client.send(ByteBuffer.wrap(rubbish));
        } catch (IOException e) {
            // The server was faster: it has disconnected before all was sent.
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    @Test
    void randomRequestsAreEachAnsweredInStep() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            for (int i = 0; i < 3000; i++) {
                int command = random.nextInt(9);
                if (command == NbdCommand.WRITE.code() || command == NbdCommand.DISC.code()) {
                    continue;
                }
                long offset = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1 << 20);
                long length = random.nextInt(4) == 0 ? random.nextInt() & 0xffff_ffffL : random.nextInt(5000);
                int flags = random.nextInt(3) == 0 ? random.nextInt(1 << 7) : 0;
                client.reply(client.request(command, flags, offset, length), 0);
            }
            assertThat(server.services.errors).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadItsRepliesStopsOnlyItself() throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient greedy = server.simple()) {
            for (int i = 0; i < 100; i++) {
                greedy.request(NbdCommand.READ, 0, 0, 1 << 20);
            }
            assertServes(server);
            assertThat(server.server.bufferBytes()).isLessThan(16L << 20);
        }
    }

    @Test
    void aStalledPayloadHoldsNoMoreMemoryThanHasCome() throws IOException {
        FakeDisk large = new FakeDisk(64 << 20);
        try (ServerFixture server = new ServerFixture(large);
                TestClient stalling = server.simple()) {
            stalling.request(NbdCommand.WRITE, 0, 0, 64 << 20);
            stalling.send(ByteBuffer.allocate(1000));
            assertServes(server);
            assertThat(server.server.bufferBytes()).isLessThan(1L << 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Blocking.class)
    void aClientThatVanishesWhileRepliesAreWrittenIsForgotten(Blocking blocking) throws IOException {
        disk.blocking = blocking;
        try (ServerFixture server = new ServerFixture(disk)) {
            for (int i = 0; i < 20; i++) {
                TestClient client = server.client(ReplyFormat.values()[i % 3]);
                for (int j = 0; j < 100; j++) {
                    client.request(NbdCommand.READ, 0, j, 100_000);
                }
                client.close();
            }
            assertNoMemoryLeaks(server);
            assertServes(server);
            assertThat(server.services.errors).isEmpty();
        }
    }
}
