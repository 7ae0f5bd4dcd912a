package org.nbdscript.tests.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.filters.FilterContract;
import org.nbdscript.filters.FilterStack;
import org.nbdscript.filters.ModelPlugin;

/** Filters in every language that use what lies below by promises only, however its calls may wait. */
@ParameterizedClass(name = "{0} above {1}")
@MethodSource("filters")
@ResourceLock("the engines of this JVM")
class PromisingFiltersContractTest extends FilterContract {
    private static final int MANY = 64;

    private final String file;
    private final Blocking blocking;

    PromisingFiltersContractTest(String file, Blocking blocking) {
        this.file = file;
        this.blocking = blocking;
    }

    static Stream<Arguments> filters() {
        return Stream.of("javascript/promises.js", "python/promises.py", "groovy/promises.groovy")
                .flatMap(file -> Stream.of(Blocking.values()).map(blocking -> Arguments.of(file, blocking)));
    }

    @Override
    protected Filter filter() {
        return new PluginRegistry(
                        new FakeServices(), PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .loadFilter("src/test/resources/filters/" + file);
    }

    @Override
    protected Blocking blocking() {
        return blocking;
    }

    /** Fewer than of filters in Java: scripts take longer. */
    @Override
    protected int requests() {
        return 100;
    }

    private static byte[] read(Disk disk, int length) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        DenseRead.read(disk, bytes, 512);
        byte[] read = new byte[length];
        bytes.get(read);
        return read;
    }

    @Test
    void aScriptMayHandleAFailureBelowByItsErrno() {
        ModelPlugin plugin = plugin(Below.EVERYTHING);
        try (FilterStack stack = FilterStack.start(filter(), plugin);
                Disk disk = stack.open()) {
            plugin.failure = new NbdException(Errno.EAGAIN, "not now");
            assertThat(read(disk, 512)).containsOnly('?');
        }
    }

    @Test
    void manyCallsAreInFlightThoughTheScriptsOwnAreMadeOneAtATime() throws Exception {
        Assumptions.assumeTrue(blocking == Blocking.PARKS);
        ModelPlugin plugin = plugin(Below.EVERYTHING);
        CyclicBarrier all = new CyclicBarrier(MANY);
        try (FilterStack stack = FilterStack.start(filter(), plugin);
                Disk disk = stack.open();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            plugin.during = () -> meet(all);
            List<Future<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                reads.add(clients.submit(() -> read(disk, 1024)));
            }
            for (Future<byte[]> read : reads) {
                assertThat(read.get()).containsExactly(Arrays.copyOfRange(plugin.content, 512, 1536));
            }
        }
    }

    /** Each waits until as many have come. */
    private static void meet(CyclicBarrier all) {
        try {
            all.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new NbdException(Errno.ETIMEDOUT, "not all calls came while this one was in flight", e);
        }
    }
}
