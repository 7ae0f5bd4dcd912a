package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;

class StatsFilterTest {
    /** A thread's allocation is exact; what is not of requests is far less than an object each. */
    private static final int REQUESTS = 1000;

    private static final ByteBuffer DATA = ByteBuffer.allocate(512);
    private static final ReadRequest READ = new ModelRead(4096, 512);

    @TempDir
    Path directory;

    private final ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);
    private final AtomicLong nanos = new AtomicLong();
    private final RequestStatistics statistics = new RequestStatistics();

    /** Succeeds at once. */
    private static final class IdleDisk implements Disk {
        @Override
        public long size() {
            return 1 << 16;
        }

        @Override
        public Capabilities capabilities() {
            return ModelPlugin.EVERYTHING;
        }

        @Override
        public void read(ReadRequest request) {}

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {}

        @Override
        public void flush() {}

        @Override
        public void trim(long offset, long length, RequestFlags flags) {}

        @Override
        public void zero(long offset, long length, RequestFlags flags) {}

        @Override
        public void extents(long offset, long length, RequestFlags flags, ExtentSink extents) {}
    }

    private static void request(Disk disk, Operation operation) {
        switch (operation) {
            case PREAD -> disk.read(READ);
            case PWRITE -> disk.write(DATA, 4096, RequestFlags.NONE);
            case FLUSH -> disk.flush();
            case TRIM -> disk.trim(4096, 512, RequestFlags.NONE);
            case ZERO -> disk.zero(4096, 512, RequestFlags.NONE);
            case EXTENTS -> disk.extents(4096, 512, RequestFlags.NONE, (offset, length, type) -> true);
            case CACHE -> disk.cache(4096, 512);
        }
    }

    @Test
    void eachKindHasNumbersSizesAlignmentsAndLatencies() {
        Path file = directory.resolve("stats");
        try (FilterStack stack = FilterStack.start(
                        new StatsFilter(() -> nanos.getAndAdd(500_000_000)), plugin, "statsfile=" + file);
                Disk disk = stack.open()) {
            disk.write(ByteBuffer.allocate(512), 512, RequestFlags.of(RequestFlags.FUA));
            ModelRead.of(disk, 4096, 1024);
            disk.flush();
        }
        assertThat(file)
                .content()
                .startsWith("total: 3 ops, 3.500000 s, 1.50 KiB, 439 bytes/s\n")
                .contains("read: 1 ops, 0.500000 s, 1.00 KiB, 2.00 KiB/s op, 293 bytes/s total\n"
                        + "  sizes: 2^10: 1\n  alignments: 2^12: 1\n  latencies in ns: 2^28: 1\n")
                .contains("flush: 1 ops, 0.500000 s, 0 bytes, 0 bytes/s op, 0 bytes/s total\n"
                        + "  latencies in ns: 2^28: 1\n");
    }

    @ParameterizedTest
    @EnumSource
    void requestsOfEachKindHaveTheirLatenciesInTextAndInJson(Operation operation) {
        AtomicLong step = new AtomicLong();
        Disk disk = new StatsDisk(new IdleDisk(), statistics, () -> nanos.getAndAdd(step.get()));
        step.set(1024);
        request(disk, operation);
        request(disk, operation);
        step.set(1 << 20);
        request(disk, operation);
        String name = operation.title().toLowerCase(Locale.ROOT);
        assertThat(statistics.text(1))
                .contains("\n" + name + ": 3 ops")
                .containsOnlyOnce("latencies in ns: 2^10: 2, 2^20: 1\n");
        assertThat(statistics.json(1))
                .containsPattern(
                        "\"" + name + "\":\\{\"requests\":3,[^}]*.[^}]*.[^}]*.,\"latencies\":\\{\"10\":2,\"20\":1}}")
                .containsOnlyOnce("\"requests\":3");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "1, 0", "2, 1", "3, 1", "1023, 9", "1024, 10", "9223372036854775807, 62"})
    void aBucketBeginsWithItsPowerOfTwo(long value, int bucket) {
        assertThat(Log2Histogram.bucket(value)).isEqualTo(bucket);
    }

    @Test
    void requestsThatFailAreNotCounted() {
        Path file = directory.resolve("stats");
        try (FilterStack stack = FilterStack.start(new StatsFilter(), plugin, "statsfile=" + file);
                Disk disk = stack.open()) {
            plugin.failure = new NbdException(Errno.ENOSPC, "no room");
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 1)).hasMessage("no room");
        }
        assertThat(file).content().startsWith("total: 0 ops").doesNotContain("latencies");
    }

    @Test
    void numbersAreWrittenWhileTheServerRuns() {
        Path file = directory.resolve("stats");
        try (FilterStack stack = FilterStack.start(
                        new StatsFilter(), plugin, "statsfile=" + file, "statsformat=json", "statsinterval=5ms");
                Disk disk = stack.open()) {
            ModelRead.of(disk, 0, 1024);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(file)
                            .content()
                            .containsPattern(
                                    "\"read\":\\{\"requests\":1,\"bytes\":1024,.*\"latencies\":\\{\"\\d+\":1}}"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void countingARequestAllocatesNothing(Operation operation) {
        Disk disk = new StatsDisk(new IdleDisk(), statistics, System::nanoTime);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        request(disk, operation);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < REQUESTS; i++) {
            request(disk, operation);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(REQUESTS);
    }
}
