package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeConnection;

/**
 * What every filter on the data path has to keep to. A subclass says which filter, and what a client sees through it;
 * then random requests of all kinds, unaligned, and of several clients at once, are held against a plain array.
 * {@code -Dseed=} repeats a run; a failure names its seed.
 */
public abstract class FilterContract {
    /** The size of the disk below, a multiple of all block sizes here. */
    protected static final int SIZE = 256 * 1024;

    private static final int CLIENTS = 4;
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /** What there can be below a filter. */
    public enum Below {
        /** A disk that does all by itself. */
        EVERYTHING,
        /** A disk that reads, writes and flushes; the host does the rest. */
        PLAIN,
        /** A disk that takes multiples of 512 bytes only. */
        ALIGNED
    }

    /** A new filter, not configured. */
    protected abstract Filter filter();

    /** Its parameters, as on the command line. */
    protected String[] parameters() {
        return new String[0];
    }

    /** What a client sees if this is the content below. */
    protected byte[] view(byte[] below) {
        return below.clone();
    }

    /** How many requests each client makes. */
    protected int requests() {
        return 500;
    }

    /** How bytes read that a client has written, wherever they are. */
    protected byte[] shown(byte[] written) {
        return written;
    }

    /** How the calls on the disk below may wait. */
    protected Blocking blocking() {
        return Blocking.NEVER;
    }

    /** A disk to be below a filter, of random content. */
    protected final ModelPlugin plugin(Below below) {
        byte[] content = new byte[SIZE];
        Random random = new Random(SEED);
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (i / 1000 % 3 == 0 ? 0 : random.nextInt());
        }
        ModelPlugin plugin = new ModelPlugin(content);
        plugin.capabilities = below == Below.PLAIN ? ModelPlugin.PLAIN : ModelPlugin.EVERYTHING;
        plugin.blocking = blocking();
        plugin.blockSize = below == Below.ALIGNED ? new BlockSize(512, 4096, BlockSize.UNLIMITED) : null;
        return plugin;
    }

    @ParameterizedTest
    @EnumSource
    void randomRequestsDoAsWithAnArray(Below below) {
        ModelPlugin plugin = plugin(below);
        try (FilterStack stack = FilterStack.start(filter(), plugin, parameters());
                Disk disk = stack.open()) {
            byte[] model = view(plugin.content);
            assertThat(disk.size()).isEqualTo(model.length);
            withSeed(() -> new ModelClient(disk, model, 0, model.length, SEED, this::shown).make(requests()));
            assertThat(ModelRead.of(disk, 0, model.length)).isEqualTo(model);
        }
        assertThat(plugin.open).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void clientsAtTheSameTimeDoNotDisturbEachOther(Below below) throws Exception {
        ModelPlugin plugin = plugin(below);
        try (FilterStack stack = FilterStack.start(filter(), plugin, parameters());
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            byte[] model = view(plugin.content);
            List<Callable<Boolean>> work = new ArrayList<>();
            try (Disk disk = stack.open()) {
                for (int i = 0; i < CLIENTS; i++) {
                    // Odd borders: what one client writes shares blocks with what another one does.
                    int first = i * (model.length / CLIENTS) + (i == 0 ? 0 : 7);
                    int end = i == CLIENTS - 1 ? model.length : (i + 1) * (model.length / CLIENTS) + 7;
                    ModelClient client = new ModelClient(disk, model, first, end, SEED + i, this::shown);
                    work.add(() -> {
                        client.make(requests());
                        return true;
                    });
                }
                for (Future<Boolean> done : clients.invokeAll(work)) {
                    withSeed(done::get);
                }
                assertThat(ModelRead.of(disk, 0, model.length)).isEqualTo(model);
            }
        }
    }

    @Test
    void aServerThatIsReadOnlyStaysSo() {
        ModelPlugin plugin = plugin(Below.EVERYTHING);
        byte[] before = plugin.content.clone();
        try (FilterStack stack = FilterStack.start(filter(), plugin, parameters());
                Disk disk = stack.stack().open(new FakeConnection("", true))) {
            assertThat(disk.capabilities().canWrite()).isFalse();
            byte[] model = view(plugin.content);
            withSeed(() -> new ModelClient(disk, model, 0, model.length, SEED, this::shown).make(requests() / 10));
        }
        assertThat(plugin.content).isEqualTo(before);
        assertThat(plugin.open).hasValue(0);
    }

    /** Whether an error below reaches the client as it is. */
    protected boolean passesErrorsOn() {
        return true;
    }

    @Test
    void anErrorBelowReachesTheClientWithItsNumberAndText() {
        Assumptions.assumeTrue(passesErrorsOn());
        ModelPlugin plugin = plugin(Below.EVERYTHING);
        try (FilterStack stack = FilterStack.start(filter(), plugin, parameters());
                Disk disk = stack.open()) {
            plugin.failure = new NbdException(Errno.ENOSPC, "no room below");
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 512))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                    .hasMessage("no room below");
        }
    }

    /** Something that may throw. */
    private interface Step {
        void run() throws Exception;
    }

    private static void withSeed(Step step) {
        try {
            step.run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("repeat with -Dseed=" + SEED, e);
        }
    }
}
