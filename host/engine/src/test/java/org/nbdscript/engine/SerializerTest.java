package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;
import org.nbdscript.fakes.FakeServices;

class SerializerTest {
    private final FakePlugin plugin = new FakePlugin("fake");
    private final List<OpenContext> contexts = new CopyOnWriteArrayList<>();
    private final Overlap overlap = new Overlap();
    private Runnable reading = overlap::enter;

    @AfterEach
    void endAllCalls() {
        overlap.close();
    }

    private DiskStack stack(ThreadModel model) {
        plugin.threadModel = model;
        plugin.opening = context -> {
            contexts.add(context);
            FakeDisk disk = new FakeDisk(4096);
            disk.before = call -> {
                if (call.startsWith("read")) {
                    reading.run();
                }
            };
            return disk;
        };
        return new DiskStack(plugin, new FailureLog(new FakeServices(), System::nanoTime));
    }

    private static Disk open(DiskStack stack) {
        return stack.open(new FakeConnection());
    }

    private static void read(Disk disk) {
        disk.read(new FakeRead(0, 10));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "SERIALIZE_RETIREMENT"})
    void callsOfAParallelStackOverlap(ThreadModel model) {
        Disk disk = open(stack(model));
        overlap.start(() -> read(disk));
        overlap.start(() -> read(disk));
        assertThat(overlap.inside()).isEqualTo(2);
    }

    @Test
    void serializedRequestsOfOneConnectionDoNotOverlap() {
        Disk disk = open(stack(ThreadModel.SERIALIZE_REQUESTS));
        overlap.start(() -> read(disk));
        overlap.start(() -> read(disk));
        assertThat(overlap.inside()).isEqualTo(1);
    }

    @Test
    void serializedRequestsOfTwoConnectionsOverlap() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_REQUESTS);
        Disk one = open(stack);
        Disk other = open(stack);
        overlap.start(() -> read(one));
        overlap.start(() -> read(other));
        assertThat(overlap.inside()).isEqualTo(2);
    }

    @Test
    void allRequestsSerializedDoNotOverlapEvenOnTwoConnections() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_ALL_REQUESTS);
        Disk one = open(stack);
        Disk other = open(stack);
        overlap.start(() -> read(one));
        overlap.start(() -> read(other));
        assertThat(overlap.inside()).isEqualTo(1);
    }

    @Test
    void everyCallOfADiskIsSerialized() {
        Disk disk = open(stack(ThreadModel.SERIALIZE_ALL_REQUESTS));
        List<String> done = new CopyOnWriteArrayList<>();
        overlap.start(() -> read(disk));
        overlap.start(() -> done(done, () -> disk.write(ByteBuffer.allocate(1), 0, RequestFlags.NONE)));
        overlap.start(() -> done(done, disk::flush));
        overlap.start(() -> done(done, () -> disk.trim(0, 1, RequestFlags.NONE)));
        overlap.start(() -> done(done, () -> disk.zero(0, 1, RequestFlags.NONE)));
        overlap.start(() -> done(done, () -> disk.extents(0, 1, RequestFlags.NONE, (offset, length, type) -> true)));
        overlap.start(() -> done(done, () -> disk.cache(0, 1)));
        overlap.start(() -> done(done, disk::close));
        assertThat(done).isEmpty();
        overlap.close();
        assertThat(done).hasSize(7);
    }

    private static void done(List<String> done, Runnable call) {
        call.run();
        done.add("done");
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIALIZE_ALL_REQUESTS", "SERIALIZE_CONNECTIONS"})
    void callsThatBelongToNoDiskAreSerializedWithTheRequests(ThreadModel model) {
        DiskStack stack = stack(model);
        plugin.connecting = overlap::enter;
        plugin.exports = context -> {
            overlap.enter();
            return List.of(new Export("a"));
        };
        plugin.defaultExport = context -> {
            overlap.enter();
            return "a";
        };
        Disk disk = open(stack);
        FakeConnection other = new FakeConnection();
        overlap.start(() -> read(disk));
        overlap.start(() -> stack.preconnect(other));
        overlap.start(() -> stack.listExports(other));
        overlap.start(() -> stack.defaultExport(other));
        assertThat(overlap.inside()).isEqualTo(1);
    }

    @Test
    void openIsSerializedWithTheRequestsOfOthers() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_ALL_REQUESTS);
        Disk disk = open(stack);
        overlap.start(() -> read(disk));
        overlap.start(() -> open(stack));
        assertThat(contexts).hasSize(1);
    }

    @Test
    void aSecondConnectionWaitsUntilTheFirstIsClosed() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_CONNECTIONS);
        Disk first = open(stack);
        overlap.start(() -> open(stack));
        assertThat(contexts).hasSize(1);
        first.close();
        Overlap.eventually().untilAsserted(() -> assertThat(contexts).hasSize(2));
    }

    @Test
    void serializedConnectionsSerializeTheirRequestsToo() {
        Disk disk = open(stack(ThreadModel.SERIALIZE_CONNECTIONS));
        overlap.start(() -> read(disk));
        overlap.start(() -> read(disk));
        assertThat(overlap.inside()).isEqualTo(1);
    }

    @Test
    void connectionsThatWaitComeInTheirOrder() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_CONNECTIONS);
        Disk first = open(stack);
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            overlap.start(() -> {
                Disk disk = open(stack);
                order.add(number);
                disk.close();
            });
        }
        first.close();
        Overlap.eventually().untilAsserted(() -> assertThat(order).containsExactly(0, 1, 2, 3, 4));
    }

    @Test
    void aClientThatLeavesWaitsNoMoreAndKeepsNobodyWaiting() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_CONNECTIONS);
        Disk first = open(stack);
        FakeConnection leaving = new FakeConnection();
        List<Errno> failures = new CopyOnWriteArrayList<>();
        overlap.start(() -> {
            try {
                stack.open(leaving);
            } catch (NbdException e) {
                failures.add(e.errno());
            }
        });
        overlap.start(() -> open(stack));
        leaving.leave();
        Overlap.eventually().untilAsserted(() -> assertThat(failures).containsExactly(Errno.ESHUTDOWN));
        assertThat(contexts).hasSize(1);
        first.close();
        Overlap.eventually().untilAsserted(() -> assertThat(contexts).hasSize(2));
    }

    @Test
    void aConnectionThatCannotBeOpenedOrClosedKeepsNobodyWaiting() {
        DiskStack stack = stack(ThreadModel.SERIALIZE_CONNECTIONS);
        plugin.opening = context -> {
            throw new NbdException(Errno.ENOENT, "no such export");
        };
        assertThatThrownBy(() -> open(stack)).hasMessage("no such export");
        plugin.opening = context -> new FakeDisk(1).failing("close", new IllegalStateException("stuck"));
        open(stack).close();
        assertThat(open(stack).size()).isEqualTo(1);
    }

    @Test
    void serializedConnectionsAreNotOfferedToClientsSeveralAtATime() {
        assertThat(open(stack(ThreadModel.SERIALIZE_CONNECTIONS)).capabilities().canMultiConn())
                .isFalse();
        assertThat(open(stack(ThreadModel.SERIALIZE_ALL_REQUESTS))
                        .capabilities()
                        .canMultiConn())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIALIZE_REQUESTS", "SERIALIZE_ALL_REQUESTS", "SERIALIZE_CONNECTIONS"})
    void aCallThatAwaitsLetsOthersIn(ThreadModel model) {
        Disk disk = open(stack(model));
        CompletableFuture<String> promise = new CompletableFuture<>();
        List<String> results = new CopyOnWriteArrayList<>();
        reading = () -> results.add(contexts.getFirst().await(promise));
        overlap.start(() -> read(disk));
        overlap.start(() -> read(disk));
        disk.flush();
        promise.complete("settled");
        Overlap.eventually().untilAsserted(() -> assertThat(results).containsExactly("settled", "settled"));
    }

    @Test
    void callsAreSerializedAgainAfterAnAwait() {
        Disk disk = open(stack(ThreadModel.SERIALIZE_ALL_REQUESTS));
        CompletableFuture<String> promise = new CompletableFuture<>();
        reading = () -> {
            contexts.getFirst().await(promise);
            overlap.enter();
        };
        Thread one = overlap.start(() -> read(disk));
        Thread other = overlap.start(() -> read(disk));
        promise.complete("settled");
        Overlap.eventually()
                .until(() -> overlap.inside() > 0
                        && one.getState() == Thread.State.WAITING
                        && other.getState() == Thread.State.WAITING);
        assertThat(overlap.inside()).isEqualTo(1);
    }

    @Test
    void anAwaitThatFailsTakesTheLockAgain() {
        Disk disk = open(stack(ThreadModel.SERIALIZE_REQUESTS));
        reading = () -> contexts.getFirst().await(CompletableFuture.failedFuture(new IllegalStateException("no")));
        assertThatThrownBy(() -> read(disk)).hasMessageContaining("no");
        disk.flush();
    }

    @Test
    void aContextIsSeenAsItIs() {
        FakeConnection connection = new FakeConnection();
        connection.exportName = "a";
        connection.isReadOnly = true;
        stack(ThreadModel.SERIALIZE_REQUESTS).open(connection);
        OpenContext seen = contexts.getFirst();
        List<String> closed = new ArrayList<>();
        seen.onClose(() -> closed.add("closed"));
        assertThat(seen.exportName()).isEqualTo("a");
        assertThat(seen.isReadOnly()).isTrue();
        assertThat(seen.isTls()).isFalse();
        assertThat(seen.hasStructuredReplies()).isTrue();
        assertThat(seen.peer()).isEqualTo(connection.peer());
        seen.disconnect(true);
        assertThat(closed).containsExactly("closed");
    }
}
