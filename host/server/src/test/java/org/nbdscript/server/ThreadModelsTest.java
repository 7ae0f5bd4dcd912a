package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.NbdCommand;

/**
 * Each thread model lets happen what the next weaker one does not, and no more: several connections at a time, requests
 * of several connections at a time, requests of one connection at a time, replies out of order.
 */
@Timeout(30)
class ThreadModelsTest {
    /** How long is waited for what must not happen. */
    private static final long PATIENCE_MILLIS = 250;

    private final FakeDisk disk = new FakeDisk(8192);
    private final FakePlugin plugin = new FakePlugin(context -> disk);
    private final CountDownLatch both = new CountDownLatch(2);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    ThreadModelsTest() {
        disk.blocking = Blocking.PINS;
    }

    private ServerFixture server(ThreadModel model) {
        plugin.threadModel = model;
        return new ServerFixture(plugin);
    }

    /** Has each read wait until there are two, or until it is clear that there will not be. */
    private void meetInReads() {
        disk.onRead = request -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            both.countDown();
            isMet();
            disk.readDense(request);
            inside.decrementAndGet();
        };
    }

    private boolean isMet() {
        try {
            return both.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondConnectionIsServedAtOnceUnlessConnectionsAreSerialized(ThreadModel model) throws IOException {
        plugin.open = context -> {
            both.countDown();
            return disk;
        };
        try (ServerFixture server = server(model);
                TestClient second = server.connect()) {
            try (TestClient first = server.simple()) {
                second.greet();
                second.sendOption(new OptionRequest.Go("", Set.of()));
                assertThat(isMet()).isEqualTo(model != ThreadModel.SERIALIZE_CONNECTIONS);
                first.call(NbdCommand.READ, 0, 0, 512).assertSuccess();
            }
            second.optionReplies(NbdOption.GO.code());
            second.call(NbdCommand.READ, 0, 0, 512).assertSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SERIALIZE_CONNECTIONS", mode = EnumSource.Mode.EXCLUDE)
    void requestsOfTwoConnectionsOverlapUnlessAllAreSerialized(ThreadModel model) throws IOException {
        meetInReads();
        try (ServerFixture server = server(model);
                TestClient first = server.simple();
                TestClient second = server.simple()) {
            long one = first.request(NbdCommand.READ, 0, 0, 512);
            long other = second.request(NbdCommand.READ, 0, 0, 512);
            first.reply(one, 512).assertSuccess();
            second.reply(other, 512).assertSuccess();
        }
        assertThat(most.get() > 1).isEqualTo(model != ThreadModel.SERIALIZE_ALL_REQUESTS);
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfOneConnectionOverlapOnlyFromSerializeRetirementOn(ThreadModel model) throws IOException {
        meetInReads();
        try (ServerFixture server = server(model);
                TestClient client = server.simple()) {
            Set<Long> cookies =
                    Set.of(client.request(NbdCommand.READ, 0, 0, 512), client.request(NbdCommand.READ, 0, 4096, 512));
            assertThat(Set.of(client.chunk(512).cookie(), client.chunk(512).cookie()))
                    .isEqualTo(cookies);
        }
        assertThat(most.get() > 1).isEqualTo(model.compareTo(ThreadModel.SERIALIZE_RETIREMENT) >= 0);
    }

    /** The first read waits until the second one has been carried out, and received if that is possible at all. */
    @ParameterizedTest
    @EnumSource(names = {"SERIALIZE_RETIREMENT", "PARALLEL"})
    void repliesOfRequestsThatOverlapLeaveInOrderUnlessTheyAreParallel(ThreadModel model) throws IOException {
        CountDownLatch secondIsDone = new CountDownLatch(1);
        CountDownLatch secondIsReceived = new CountDownLatch(1);
        disk.onRead = request -> {
            disk.readDense(request);
            if (request.offset() == 0) {
                await(secondIsDone);
                await(secondIsReceived);
            } else {
                secondIsDone.countDown();
            }
        };
        try (ServerFixture server = server(model);
                TestClient client = server.simple()) {
            long first = client.request(NbdCommand.READ, 0, 0, 512);
            client.request(NbdCommand.READ, 0, 4096, 512);
            boolean isFirst = client.chunk(512).cookie() == first;
            secondIsReceived.countDown();
            client.chunk(512);
            assertThat(isFirst).isEqualTo(model != ThreadModel.PARALLEL);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
