package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Export;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** How a server ends. */
@Timeout(60)
class ShutdownTest {
    private final FakeDisk disk = new FakeDisk(10_000);
    private final AtomicReference<ConnectionContext> context = new AtomicReference<>();
    private final FakePlugin plugin = new FakePlugin(opening -> {
        context.set(opening);
        return disk;
    });
    private final CompletableFuture<String> gate = new CompletableFuture<>();
    private final CountDownLatch isRunning = new CountDownLatch(1);

    private void readsWaitAtAGate() {
        disk.blocking = Blocking.PARKS;
        disk.onRead = request -> {
            isRunning.countDown();
            context.get().await(gate);
            disk.readDense(request);
        };
    }

    @Test
    void idleConnectionsEndAtOnceAndDisksAreClosedAndTheSocketIsRemoved() throws Exception {
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient negotiating = server.connect();
                TestClient client = server.simple()) {
            negotiating.greet();
            client.callWrite(0, 0, new byte[10]).assertSuccess();
            server.server.shutdown();
            server.server.awaitEnd();
            client.awaitDisconnect();
            negotiating.awaitDisconnect();
            assertThat(disk.calls).last().isEqualTo("close");
            assertThat(Files.exists(server.socket)).isFalse();
            assertThat(server.services.warnings).isEmpty();
        }
    }

    @Test
    void requestsInFlightAreAnsweredAndNewOnesGetEshutdown() throws Exception {
        readsWaitAtAGate();
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            long read = client.request(NbdCommand.READ, 0, 0, 10);
            isRunning.await();
            server.server.shutdown();
            Awaitility.await().until(() -> !Files.exists(server.socket));
            NbdError error = null;
            while (error == null) {
                // The listener goes first: the connection may not know yet.
                Reply flush = client.call(NbdCommand.FLUSH, 0, 0, 0);
                error = flush.error() == 0 ? null : NbdError.byCode(flush.error());
            }
            assertThat(error).isEqualTo(NbdError.ESHUTDOWN);
            gate.complete("open");
            client.reply(read, 10).assertSuccess();
            client.awaitDisconnect();
            server.server.awaitEnd();
            assertThat(server.services.warnings).isEmpty();
        }
    }

    @Test
    void optionsGetErrShutdown() throws Exception {
        CountDownLatch isListing = new CountDownLatch(1);
        plugin.exports = connection -> {
            isListing.countDown();
            gate.join();
            return List.of(new Export("a"));
        };
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.connect()) {
            client.greet();
            client.sendOption(new OptionRequest.ListExports());
            client.sendOption(new OptionRequest.ListExports());
            isListing.await();
            server.server.shutdown();
            Awaitility.await().until(() -> server.server.isDraining());
            gate.complete("open");
            assertThat(client.optionReplies(3)).contains(new OptionReply.Server("a", ""));
            assertThat(client.optionReplies(3))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            OptionReply.Failure.class,
                            failure -> assertThat(failure.type()).isEqualTo(OptionReplyType.ERR_SHUTDOWN));
            client.awaitDisconnect();
        }
    }

    @Test
    void requestsThatDoNotEndAreCutOff() throws Exception {
        readsWaitAtAGate();
        try (ServerFixture server = new ServerFixture(
                        plugin, configuration -> configuration.withShutdownGrace(Duration.ofMillis(50)));
                TestClient client = server.simple()) {
            client.request(NbdCommand.READ, 0, 0, 10);
            isRunning.await();
            server.server.shutdown();
            client.awaitDisconnect();
            server.server.awaitEnd();
            assertThat(disk.calls).last().isEqualTo("close");
            assertThat(server.services.warnings).singleElement().asString().contains("1 connections are cut off");
        }
    }

    @Test
    void sleepersAreWoken() throws Exception {
        disk.blocking = Blocking.PARKS;
        disk.onRead = request -> {
            isRunning.countDown();
            context.get().sleep(Duration.ofHours(1));
        };
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.simple()) {
            long read = client.request(NbdCommand.READ, 0, 0, 10);
            isRunning.await();
            server.server.shutdown();
            client.reply(read, 0).assertError(NbdError.ESHUTDOWN);
            client.awaitDisconnect();
        }
    }

    @Test
    void shutdownTwiceIsShutdown() throws IOException {
        ServerFixture server = new ServerFixture(plugin);
        server.close();
        server.close();
        assertThat(server.services.errors).isEmpty();
    }
}
