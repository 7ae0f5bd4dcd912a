package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Requests that wait: on other threads, at once, and what becomes of their replies. */
@Timeout(60)
class OffloadingTest {
    private final FakeDisk disk = new FakeDisk(1 << 20);
    private final AtomicReference<ConnectionContext> context = new AtomicReference<>();
    private final FakePlugin plugin = new FakePlugin(opening -> {
        context.set(opening);
        return disk;
    });
    private final Map<Long, CompletableFuture<String>> gates = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    /** Reads wait at a gate, each at the one of its offset. */
    private void useGates(Blocking blocking) {
        disk.blocking = blocking;
        disk.onRead = request -> {
            running.incrementAndGet();
            context.get().await(gate(request.offset()));
            disk.readDense(request);
        };
    }

    private CompletableFuture<String> gate(long offset) {
        return gates.computeIfAbsent(offset, ignored -> new CompletableFuture<>());
    }

    private void awaitRunning(int count) {
        Awaitility.await().until(() -> running.get() == count);
    }

    @ParameterizedTest
    @EnumSource(
            value = Blocking.class,
            names = {"PARKS", "PINS"})
    void repliesLeaveAsSoonAsTheyAreReady(Blocking blocking) throws IOException {
        useGates(blocking);
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.structured()) {
            long first = client.request(NbdCommand.READ, 0, 0, 10);
            long second = client.request(NbdCommand.READ, 0, 4096, 10);
            gate(4096).complete("open");
            Reply reply = client.reply(second, 10);
            assertThat(reply.data(4096, 10)).isEqualTo(FakeDisk.expected(4096, 10));
            gate(0).complete("open");
            client.reply(first, 10).assertSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Blocking.class,
            names = {"PARKS", "PINS"})
    void withSerializeRetirementRepliesLeaveInTheOrderOfTheRequests(Blocking blocking) throws IOException {
        useGates(blocking);
        plugin.threadModel = ThreadModel.SERIALIZE_RETIREMENT;
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.structured()) {
            List<Long> cookies = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                cookies.add(client.request(NbdCommand.READ, 0, i * 4096L, 10));
            }
            awaitRunning(5);
            cookies.add(client.request(NbdCommand.READ, 0, 1 << 20, 10));
            for (int i = 4; i >= 0; i--) {
                gate(i * 4096L).complete("open");
            }
            for (int i = 0; i < 5; i++) {
                client.reply(cookies.get(i), 10).assertSuccess();
            }
            client.reply(cookies.get(5), 0).assertError(NbdError.EINVAL);
        }
    }

    @Test
    void aThousandRequestsWaitAtOnceOnOneConnection() throws IOException {
        useGates(Blocking.PARKS);
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            Set<Long> cookies = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                cookies.add(client.request(NbdCommand.READ, 0, 512, 512));
            }
            awaitRunning(1000);
            gate(512).complete("open");
            for (int i = 0; i < 1000; i++) {
                TestClient.Chunk reply = client.chunk(512);
                assertThat(reply.payload().array()).isEqualTo(FakeDisk.expected(512, 512));
                assertThat(cookies.remove(reply.cookie())).isTrue();
            }
        }
    }

    @Test
    void requestsThatPinThreadsAreAsManyAsThereAreThreads() throws IOException {
        useGates(Blocking.PINS);
        try (ServerFixture server = new ServerFixture(plugin, configuration -> configuration.withThreads(3));
                TestClient client = server.simple()) {
            List<Long> cookies = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                cookies.add(client.request(NbdCommand.READ, 0, 0, 10));
            }
            awaitRunning(3);
            gate(0).complete("open");
            Set<Long> answered = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                answered.add(client.chunk(10).cookie());
            }
            assertThat(answered).containsExactlyInAnyOrderElementsOf(cookies);
        }
    }

    @Test
    void requestsWithMuchDataWaitForOthersToEnd() throws IOException {
        useGates(Blocking.PARKS);
        Limits limits = new Limits(100, 1 << 20, 4 << 20, 4096, 3 << 18, 256 << 20);
        try (ServerFixture server = new ServerFixture(plugin, configuration -> configuration.withLimits(limits));
                TestClient client = server.simple()) {
            long first = client.request(NbdCommand.READ, 0, 0, 1 << 20);
            long second = client.request(NbdCommand.READ, 0, 4096, 1 << 18);
            gate(4096).complete("open");
            awaitRunning(1);
            gate(0).complete("open");
            client.reply(first, 1 << 20).assertSuccess();
            client.reply(second, 1 << 18).assertSuccess();
        }
    }

    @Test
    void payloadsOfWaitingWritesStayTheirOwn() throws IOException {
        disk.blocking = Blocking.PARKS;
        CompletableFuture<String> gate = new CompletableFuture<>();
        disk.beforeWrite = () -> {
            running.incrementAndGet();
            context.get().await(gate);
        };
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            Set<Long> cookies = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                cookies.add(client.write(0, i * 3000L, FakeDisk.expected(i * 7L, 3000)));
            }
            awaitRunning(100);
            gate.complete("open");
            for (int i = 0; i < 100; i++) {
                assertThat(cookies.remove(client.chunk(0).cookie())).isTrue();
            }
            for (int i = 0; i < 100; i++) {
                assertThat(Arrays.copyOfRange(disk.content, i * 3000, (i + 1) * 3000))
                        .isEqualTo(FakeDisk.expected(i * 7L, 3000));
            }
        }
    }

    @Test
    void discWaitsForOutstandingRequests() throws IOException {
        useGates(Blocking.PARKS);
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            long read = client.request(NbdCommand.READ, 0, 0, 10);
            awaitRunning(1);
            client.request(NbdCommand.DISC, 0, 0, 0);
            gate(0).complete("open");
            client.reply(read, 10).assertSuccess();
            client.awaitDisconnect();
            assertThat(disk.calls).containsExactly("read 0 10", "close");
        }
    }

    @Test
    void aClientThatVanishesEndsTheWaitsOfItsRequests() throws IOException {
        List<Errno> failures = Collections.synchronizedList(new ArrayList<>());
        disk.blocking = Blocking.PARKS;
        disk.onRead = request -> waitForever(request, failures);
        List<String> closed = Collections.synchronizedList(new ArrayList<>());
        plugin.preconnect = connection -> connection.onClose(() -> closed.add("closed"));
        try (ServerFixture server = new ServerFixture(plugin)) {
            TestClient client = server.simple();
            client.request(NbdCommand.READ, 0, 0, 10);
            client.request(NbdCommand.READ, 0, 4096, 10);
            awaitRunning(2);
            client.close();
            Awaitility.await().until(() -> disk.calls.contains("close"));
            assertThat(failures).containsExactly(Errno.ESHUTDOWN, Errno.ESHUTDOWN);
            assertThat(closed).containsExactly("closed");
        }
    }

    private void waitForever(ReadRequest request, List<Errno> failures) {
        running.incrementAndGet();
        try {
            if (request.offset() == 0) {
                context.get().sleep(Duration.ofHours(1));
            } else {
                context.get().await(new CompletableFuture<String>());
            }
        } catch (NbdException e) {
            failures.add(e.errno());
            throw e;
        }
    }

    @Test
    void disconnectAnswersWhatIsInFlightAndRefusesTheRest() throws IOException {
        useGates(Blocking.PARKS);
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            long first = client.request(NbdCommand.READ, 0, 0, 10);
            awaitRunning(1);
            context.get().disconnect(false);
            long second = client.request(NbdCommand.READ, 0, 4096, 10);
            client.reply(second, 0).assertError(NbdError.ESHUTDOWN);
            gate(0).complete("open");
            client.reply(first, 10).assertSuccess();
            client.awaitDisconnect();
        }
    }

    @Test
    void forcedDisconnectEndsAtOnceWithoutReplies() throws IOException {
        useGates(Blocking.PARKS);
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            client.request(NbdCommand.READ, 0, 0, 10);
            awaitRunning(1);
            context.get().disconnect(true);
            client.awaitDisconnect();
            Awaitility.await().until(() -> disk.calls.contains("close"));
        }
    }

    @Test
    void aFailedStageIsTheRequestsFailure() throws IOException {
        useGates(Blocking.PARKS);
        gate(0).completeExceptionally(new NbdException(Errno.ENOSPC, "the promise was rejected"));
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.structured()) {
            disk.onRead = request -> {
                try {
                    context.get().await(gate(0));
                } catch (CompletionException e) {
                    throw (NbdException) e.getCause();
                }
            };
            Reply reply = client.call(NbdCommand.READ, 0, 0, 10);
            reply.assertError(NbdError.ENOSPC);
            assertThat(reply.message()).isEqualTo("the promise was rejected");
        }
    }
}
