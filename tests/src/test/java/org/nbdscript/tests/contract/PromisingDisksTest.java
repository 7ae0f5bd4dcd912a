package org.nbdscript.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.filters.ModelPlugin;

/**
 * Scripts in every language that use the disks which a parameter names by promises only, however their calls may wait.
 */
@ResourceLock("the engines of this JVM")
@ParameterizedClass(name = "{0} of disks that answer {1}")
@MethodSource("scripts")
class PromisingDisksTest {
    private static final int SIZE = 4096;

    private final NamedHost host = new NamedHost();
    private final FailureLog failures = new FailureLog(host, System::nanoTime);
    private final ModelPlugin first = new ModelPlugin(new byte[SIZE]);
    private final ModelPlugin second = new ModelPlugin(new byte[SIZE]);
    private final Plugin plugin;
    private final Blocking blocking;

    PromisingDisksTest(String file, Blocking blocking) {
        this.plugin = new PluginRegistry(host, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .load(List.of("src/test/resources/contract/" + file))
                .plugin();
        this.blocking = blocking;
    }

    static Stream<Arguments> scripts() {
        return Stream.of("javascript/legs.js", "python/legs.py", "groovy/legs.groovy")
                .flatMap(file -> Stream.of(Blocking.values()).map(blocking -> Arguments.of(file, blocking)));
    }

    /** A stack of a plugin alone, as a parameter names it. */
    private record Below(Plugin plugin) implements Next {
        @Override
        public void preconnect(ConnectionContext context) {}

        @Override
        public List<Export> listExports(ConnectionContext context) {
            return plugin.listExports(context);
        }

        @Override
        public @Nullable String defaultExport(ConnectionContext context) {
            return plugin.defaultExport(context);
        }

        @Override
        public boolean requiresTls(String exportName, ConnectionContext context) {
            return false;
        }

        @Override
        public Disk open(OpenContext context) {
            return plugin.open(context);
        }

        @Override
        public Disk openInBackground(String exportName, boolean isReadOnly) {
            return plugin.open(new FakeConnection(exportName, isReadOnly));
        }

        @Override
        public ThreadModel threadModel() {
            return ThreadModel.PARALLEL;
        }
    }

    @BeforeEach
    void start() {
        first.blocking = blocking;
        second.blocking = blocking;
        plugin.load(host);
        plugin.configure(new ParameterBinder(
                        host,
                        Path.of("").toAbsolutePath(),
                        (parameter, text) -> new Below(text.equals("first") ? first : second))
                .bind(plugin.parameters(), List.of("disk=first", "disk=second")));
    }

    @AfterEach
    void end() {
        plugin.cleanup();
        plugin.unload();
        failures.close();
        assertThat(first.open).as("disks that are still open").hasValue(0);
    }

    private Disk open() {
        return new DiskStack(plugin, failures).open(new FakeConnection());
    }

    @Test
    void whatIsWrittenComesToAllDisksAndIsReadBack() {
        try (Disk disk = open()) {
            assertThat(disk.size()).isEqualTo(SIZE);
            disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer(), 100, RequestFlags.NONE);
            assertThat(second.content).startsWith(new byte[100]).containsSubsequence(1, 2, 3);
            assertThat(PartsRead.read(disk, 99, 5)).containsExactly(0, 1, 2, 3, 0);
        }
    }

    @Test
    void aFailureOfOneDiskReachesTheClientWithItsErrnoAndText() {
        try (Disk disk = open()) {
            second.failure = new NbdException(Errno.ENOSPC, "the second is full");
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(512), 0, RequestFlags.NONE))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                    .hasMessageContaining("the second is full");
        }
    }

    @Test
    void allDisksWorkAtTheSameTimeIfTheirCallsMayWait() {
        CyclicBarrier both = new CyclicBarrier(blocking == Blocking.NEVER ? 1 : 2);
        try (Disk disk = open()) {
            first.during = () -> meet(both);
            second.during = first.during;
            disk.write(ByteBuffer.allocate(512), 0, RequestFlags.NONE);
            assertThat(both.isBroken()).isFalse();
        }
    }

    /** Each waits until the other one has come. */
    private static void meet(CyclicBarrier both) {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new NbdException(Errno.ETIMEDOUT, "the other call did not come while this one was in flight", e);
        }
    }
}
