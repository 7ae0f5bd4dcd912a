package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.plugins.Extents.Extent;

@Timeout(60)
class MemoryDiskTest {
    private static final long LARGEST = Long.MAX_VALUE;
    private static final int PAGE = PageMap.PAGE_BYTES;

    private static Disk disk(long size) {
        return Configured.disk(new MemoryPlugin(), Map.of("size", size));
    }

    private static ByteBuffer bytes(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void itCanDoEverythingWithoutWaiting() {
        Disk disk = disk(100);
        assertThat(disk.blocking()).isEqualTo(Blocking.NEVER);
        assertThat(disk.capabilities().canMultiConn()).isTrue();
        assertThat(disk.capabilities().canFastZero()).isTrue();
        assertThat(disk.capabilities().fua()).isEqualTo(Support.NATIVE);
    }

    @Test
    void allClientsShareTheContent() {
        MemoryPlugin plugin = Configured.plugin(new MemoryPlugin(), Map.of("size", 1000L));
        Disk writing = plugin.open(new FakeConnection("a", false));
        Disk reading = plugin.open(new FakeConnection("b", true));
        assertThat(reading.capabilities().canWrite()).isFalse();
        writing.write(bytes(7, 10), 5, RequestFlags.NONE);
        assertThat(RecordedRead.of(reading, 5, 10).bytes()).containsOnly(7);
    }

    @Test
    void whatIsPutIntoTheMemoryThatItLendsIsWritten() {
        Disk disk = disk(4L * PAGE);
        int length = 2 * PAGE;
        ByteBuffer source = bytes(9, length);
        assertThat(disk.lend(100, length, (buffer, index, count) -> {
                    buffer.put(index, source, source.position(), count);
                    source.position(source.position() + count);
                }))
                .isTrue();
        assertThat(source.hasRemaining()).isFalse();
        disk.written(100, length, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, 100, length).bytes()).containsOnly(9);
        assertThat(RecordedRead.of(disk, 0, 100).bytes()).containsOnly(0);
        assertThat(RecordedRead.of(disk, 100 + length, 100).bytes()).containsOnly(0);
    }

    @Test
    void bothEndsOfTheLargestDiskCanBeUsed() {
        Disk disk = disk(LARGEST);
        disk.write(bytes(1, 10), 0, RequestFlags.NONE);
        disk.write(bytes(2, 10), LARGEST - 10, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, LARGEST - 10, 10).bytes()).containsOnly(2);
        assertThat(Extents.of(disk, 0, LARGEST))
                .containsExactly(
                        new Extent(0, PAGE, ExtentType.DATA),
                        new Extent(PAGE, LARGEST - 2L * PAGE + 1, ExtentType.HOLE_ZERO),
                        new Extent(LARGEST - PAGE + 1, PAGE - 1, ExtentType.DATA));
        disk.trim(1, LARGEST - 1, RequestFlags.NONE);
        assertThat(Extents.of(disk, 0, LARGEST)).hasSize(2);
        disk.zero(0, LARGEST, RequestFlags.NONE);
        assertThat(Extents.of(disk, 0, LARGEST)).containsExactly(new Extent(0, LARGEST, ExtentType.HOLE_ZERO));
    }

    @Test
    void extentsSkipWhatIsAbsentOnTheLargestDisk() {
        Disk disk = disk(LARGEST);
        for (long offset = 1; offset > 0; offset <<= 1) {
            disk.write(bytes(1, 1), offset, RequestFlags.NONE);
        }
        for (int round = 0; round < 100; round++) {
            // Pages 0, 1, 2, 4, ... 2^47, of which the first three are neighbours.
            assertThat(Extents.of(disk, 0, LARGEST)).hasSize(2 * 47);
        }
    }

    @Test
    void onlyTheFirstExtentIsGivenWhenOneIsWanted() {
        Disk disk = disk(10L * PAGE);
        disk.write(bytes(1, PAGE), 3L * PAGE, RequestFlags.NONE);
        List<Long> lengths = new ArrayList<>();
        disk.extents(
                5, 9L * PAGE, RequestFlags.of(RequestFlags.REQ_ONE), (offset, length, type) -> lengths.add(length));
        assertThat(lengths).containsExactly(3L * PAGE - 5);
        lengths.clear();
        disk.extents(5, 9L * PAGE, RequestFlags.NONE, (offset, length, type) -> {
            lengths.add(length);
            return false;
        });
        assertThat(lengths).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 10 * 1024, 5 * 32 * 1024})
    void whatWasNeverWrittenIsReadAsAHole(int length) {
        Disk disk = disk(1 << 20);
        RecordedRead read = RecordedRead.of(disk, 12, length);
        assertThat(read.holeBytes()).isEqualTo(length);
        assertThat(read.bytes()).containsOnly(0);
    }

    @Test
    void aLongReadMixesHolesAndData() {
        Disk disk = disk(1 << 20);
        disk.write(bytes(3, PAGE), 2L * PAGE, RequestFlags.NONE);
        RecordedRead read = RecordedRead.of(disk, 100, 5 * PAGE);
        assertThat(read.holeBytes()).isEqualTo(4 * PAGE);
        assertThat(Arrays.copyOfRange(read.bytes(), 2 * PAGE - 100, 3 * PAGE - 100))
                .containsOnly(3);
    }

    @Test
    void aReplyKeepsTheTrimmedPageThatItSends() {
        Disk disk = disk(1 << 20);
        disk.write(bytes(3, PAGE), 0, RequestFlags.NONE);
        LentParts reply = new LentParts(0, PAGE);
        disk.read(reply);
        disk.trim(0, PAGE, RequestFlags.NONE);
        disk.write(bytes(9, 10 * PAGE), 0, RequestFlags.NONE);
        assertThat(reply.lent()).singleElement().isEqualTo(bytes(3, PAGE));
    }

    @Test
    void writersOfDifferentBytesOfAPageLoseNothing() throws InterruptedException, ExecutionException {
        int writers = 8;
        int rounds = 300;
        for (int round = 0; round < rounds; round++) {
            Disk disk = disk(2L * PAGE);
            // Each writes every eighth byte around the border of two pages that do not exist yet.
            inParallel(writers, writer -> {
                for (int at = writer; at < 256; at += writers) {
                    disk.write(bytes(writer + 1, 1), PAGE - 128 + at, RequestFlags.NONE);
                }
            });
            byte[] found = RecordedRead.of(disk, PAGE - 128, 256).bytes();
            for (int at = 0; at < found.length; at++) {
                assertThat(found[at]).as("byte %d of round %d", at, round).isEqualTo((byte) (at % writers + 1));
            }
        }
    }

    @Test
    void aTrimLosesNoWriteToOtherBytes() throws InterruptedException, ExecutionException {
        Disk disk = disk(4L * PAGE);
        // Thread 0 trims pages 1 and 2 with half a page on either side; the others write beyond that and read it back.
        inParallel(4, thread -> {
            for (int round = 1; round <= 20_000; round++) {
                if (thread == 0) {
                    disk.trim(PAGE / 2, 3L * PAGE, RequestFlags.NONE);
                } else {
                    long offset = (thread == 1 ? 0 : 3L * PAGE + PAGE / 2) + thread * 100L;
                    disk.write(bytes(round, 50), offset, RequestFlags.NONE);
                    byte[] expected = bytes(round, 50).array();
                    if (!Arrays.equals(RecordedRead.of(disk, offset, 50).bytes(), expected)) {
                        throw new AssertionError("write " + round + " at " + offset + " was lost");
                    }
                }
            }
        });
    }

    @Test
    void aWriteAfterATrimOfTheSamePageIsKept() throws InterruptedException, ExecutionException {
        Disk disk = disk(PAGE);
        inParallel(2, thread -> {
            for (int round = 1; round <= 20_000; round++) {
                int at = thread * PAGE / 2;
                disk.zero(at, PAGE / 2, RequestFlags.NONE);
                disk.write(bytes(round, 10), at, RequestFlags.NONE);
                if (RecordedRead.of(disk, at, 10).bytes()[9] != (byte) round) {
                    throw new AssertionError("round " + round + " of thread " + thread + " was lost");
                }
            }
        });
    }

    @Test
    void anUnknownAllocatorIsNotAmongTheChoices() {
        assertThat(new MemoryPlugin().parameters().parameters().get(1).choices())
                .containsExactly("sparse", "malloc");
        assertThatThrownBy(() -> Configured.plugin(new MemoryPlugin(), Map.of()))
                .hasMessageContaining("size");
    }

    @FunctionalInterface
    private interface Work {
        void run(int thread);
    }

    private static void inParallel(int threads, Work work) throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                results.add(executor.submit(() -> work.run(number)));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }
}
