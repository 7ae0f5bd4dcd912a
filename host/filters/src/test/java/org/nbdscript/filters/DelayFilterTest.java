package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class DelayFilterTest extends FilterContract {
    private final FakeConnection connection = new FakeConnection();

    @Override
    protected Filter filter() {
        return new DelayFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"rdelay=1ms", "wdelay=2ms"};
    }

    private List<Duration> sleeps(String... parameters) {
        FilterStack stack = FilterStack.start(filter(), new ModelPlugin(new byte[512]), parameters);
        try (Disk disk = stack.stack().open(connection)) {
            ModelRead.of(disk, 0, 512);
            disk.write(ByteBuffer.allocate(512), 0, RequestFlags.NONE);
            disk.zero(0, 512, RequestFlags.NONE);
            disk.trim(0, 512, RequestFlags.NONE);
            disk.extents(0, 512, RequestFlags.NONE, (offset, length, type) -> true);
            disk.cache(0, 512);
        }
        return connection.sleeps;
    }

    @Test
    void eachKindOfRequestHasItsOwnDelay() {
        assertThat(sleeps(
                        "delay-read=1ms",
                        "delay-write=2ms",
                        "delay-zero=3ms",
                        "delay-trim=4ms",
                        "delay-extents=5ms",
                        "delay-cache=6ms",
                        "delay-open=7ms"))
                .extracting(Duration::toMillis)
                .containsExactly(7L, 1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void writesZeroesAndTrimsShareADelayUnlessTheyHaveTheirOwn() {
        assertThat(sleeps("wdelay=2ms", "delay-trim=4ms", "rdelay=1ms"))
                .filteredOn(sleep -> !sleep.isZero())
                .extracting(Duration::toMillis)
                .containsExactly(1L, 2L, 2L, 4L);
    }

    @Test
    void aFastZeroCanBeRefusedRatherThanDelayed() {
        FilterStack stack =
                FilterStack.start(filter(), new ModelPlugin(new byte[512]), "wdelay=1", "delay-fast-zero=no");
        try (Disk disk = stack.stack().open(connection)) {
            assertThatThrownBy(() -> disk.zero(0, 512, RequestFlags.of(RequestFlags.FAST_ZERO)))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSUP));
            assertThat(connection.sleeps).containsOnly(Duration.ZERO);
        }
    }

    @Test
    void aDiskThatWaitsDoesNotKeepTheConnectionsThread() {
        FilterStack stack = FilterStack.start(filter(), new ModelPlugin(new byte[512]), "rdelay=1ms");
        try (Disk disk = stack.open()) {
            assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
        }
    }

    @Test
    void aFileSwitchesTheDelaysOnAndOffWhileTheServerRuns(@TempDir Path directory) throws IOException {
        Path trigger = directory.resolve("slow");
        FilterStack stack =
                FilterStack.start(filter(), new ModelPlugin(new byte[512]), "rdelay=1s", "delay-trigger=" + trigger);
        try (Disk disk = stack.stack().open(connection)) {
            ModelRead.of(disk, 0, 1);
            assertThat(connection.sleeps).isEmpty();
            Files.createFile(trigger);
            ModelRead.of(disk, 0, 1);
            assertThat(connection.sleeps).containsExactly(Duration.ofSeconds(1));
        }
    }
}
