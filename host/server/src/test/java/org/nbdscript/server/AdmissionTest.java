package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Blocking;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.server.Admission.WhenFull;

/** How many clients there may be, and when they have to go. */
@Timeout(60)
class AdmissionTest {
    private static final int GREETING = 18;

    private final FakeDisk disk = new FakeDisk(100_000);

    private ServerFixture server(Admission admission) {
        return new ServerFixture(
                new FakePlugin(context -> disk), configuration -> configuration.withAdmission(admission));
    }

    private static void assertServed(TestClient client) throws IOException {
        client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
    }

    @Test
    void oneTooManyIsRefusedAndTheOthersGoOn() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withConnections(1, 1, WhenFull.REFUSE));
                TestClient first = server.simple();
                TestClient second = server.connect()) {
            second.awaitDisconnect();
            assertServed(first);
            assertThat(server.services.warnings).singleElement().asString().contains("is turned away");
        }
    }

    @Test
    void oneTooManyWaitsUntilAnotherHasGone() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withConnections(1, 1, WhenFull.WAIT))) {
            TestClient first = server.simple();
            try (TestClient second = server.connect()) {
                Awaitility.await().until(() -> server.services.debug.stream().anyMatch(line -> line.contains("waits")));
                assertThat(server.server.connectionCount()).isEqualTo(1);
                first.close();
                second.greet();
                second.go("");
                assertServed(second);
            }
        }
    }

    @Test
    void theUserOfAUnixSocketCountsAsOneAddress() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withConnections(10, 1, WhenFull.REFUSE));
                TestClient first = server.simple();
                TestClient second = server.connect()) {
            second.awaitDisconnect();
            assertServed(first);
        }
    }

    @Test
    void theEndOfTheServerDisconnectsThoseThatWait() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withConnections(1, 1, WhenFull.WAIT));
                TestClient first = server.simple();
                TestClient second = server.connect()) {
            assertServed(first);
            Awaitility.await().until(() -> server.services.debug.stream().anyMatch(line -> line.contains("waits")));
            server.server.shutdown();
            second.awaitDisconnect();
        }
    }

    @Test
    void aClientThatStallsInTheHandshakeIsDisconnectedInTime() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withHandshakeTimeout(Duration.ofMillis(50)));
                TestClient silent = server.connect();
                TestClient hesitant = server.connect()) {
            hesitant.greet();
            silent.receive(GREETING);
            silent.awaitDisconnect();
            hesitant.awaitDisconnect();
            Awaitility.await().until(() -> server.services.warnings.size() == 2);
            assertThat(server.services.warnings)
                    .allSatisfy(line -> assertThat(line).contains("has not chosen an export within PT0.05S"));
        }
    }

    @Test
    void aClientThatHasChosenMayBeSilentForLonger() throws Exception {
        try (ServerFixture server = server(Admission.DEFAULT.withHandshakeTimeout(Duration.ofMillis(500)));
                TestClient quick = server.simple();
                TestClient silent = server.connect()) {
            silent.receive(GREETING);
            silent.awaitDisconnect();
            assertServed(quick);
        }
    }

    @Test
    void theServerEndsAfterItsLastClientAndNotAfterAVisitor() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withExitAfterLast(Duration.ZERO))) {
            server.connect().close();
            Awaitility.await().until(() -> server.server.connectionCount() == 0);
            TestClient first = server.simple();
            server.simple().close();
            assertServed(first);
            assertThat(server.services.shutdowns).hasValue(0);
            first.close();
            Awaitility.await().until(() -> server.services.shutdowns.get() == 1);
        }
    }

    @Test
    void aClientThatComesWithinTheGraceKeepsTheServer() throws IOException {
        try (ServerFixture server = server(Admission.DEFAULT.withExitAfterLast(Duration.ofHours(1)))) {
            server.simple().close();
            Awaitility.await().until(() -> server.server.connectionCount() == 0);
            try (TestClient next = server.simple()) {
                assertServed(next);
            }
            assertThat(server.services.shutdowns).hasValue(0);
        }
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThatThrownBy(() -> Admission.DEFAULT.withConnections(0, 1, WhenFull.WAIT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aThousandIdleConnectionsStartNoWorker() throws IOException {
        disk.blocking = Blocking.PINS;
        try (ServerFixture server = server(Admission.DEFAULT)) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clients.add(server.simple());
            }
            assertThat(threads("nbd-worker")).isZero();
            assertThat(server.server.connectionCount()).isEqualTo(1000);
            assertServed(clients.get(500));
            assertThat(threads("nbd-worker")).isEqualTo(1);
            for (TestClient client : clients) {
                client.close();
            }
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    @Test
    void whatWouldBeLaterThanTheEndIsNeverDone() {
        Workers workers = new Workers();
        workers.close();
        Future<?> late = workers.runLater(Duration.ZERO, () -> {
            throw new AssertionError("the workers are closed");
        });
        assertThat(late.isDone()).isFalse();
    }
}
