package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class CacheFilterTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 64;

    private final ModelPlugin plugin = new ModelPlugin(new byte[BLOCKS * BLOCK + 100]);

    private FilterStack start(String... parameters) {
        List<String> all = new ArrayList<>(List.of("cache-min-block-size=4K"));
        all.addAll(List.of(parameters));
        return FilterStack.start(new CacheFilter(), plugin, all.toArray(String[]::new));
    }

    private static ByteBuffer bytes(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static void write(Disk disk, int value, int block) {
        disk.write(bytes(value, BLOCK), (long) block * BLOCK, RequestFlags.NONE);
    }

    private static int at(Disk disk, int block) {
        return ModelRead.of(disk, (long) block * BLOCK, 1)[0];
    }

    private int below(int block) {
        return plugin.content[block * BLOCK];
    }

    @Test
    void inWritebackWritesReachTheDiskAtAFlush() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            write(disk, 7, 1);
            disk.write(bytes(8, 10), 5, RequestFlags.NONE);
            assertThat(at(disk, 1)).isEqualTo(7);
            assertThat(plugin.content).containsOnly(0);
            disk.flush();
            assertThat(below(1)).isEqualTo(7);
            assertThat(plugin.content[5]).isEqualTo((byte) 8);
        }
    }

    @Test
    void aWriteWithFuaReachesTheDiskAtOnce() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            disk.write(bytes(7, 10), 0, RequestFlags.of(RequestFlags.FUA));
            assertThat(below(0)).isEqualTo(7);
        }
    }

    @Test
    void inWritethroughEveryWriteReachesTheDiskAtOnce() {
        try (FilterStack stack = start("cache=writethrough");
                Disk disk = stack.open()) {
            write(disk, 7, 1);
            assertThat(below(1)).isEqualTo(7);
            plugin.content[BLOCK] = 9;
            assertThat(at(disk, 1)).as("kept").isEqualTo(7);
        }
    }

    @Test
    void inUnsafeAFlushWritesNothingButTheEndDoes() {
        try (FilterStack stack = start("cache=unsafe")) {
            try (Disk disk = stack.open()) {
                disk.write(bytes(7, 10), 0, RequestFlags.of(RequestFlags.FUA));
                disk.flush();
                assertThat(below(0)).isZero();
            }
            assertThat(below(0)).isEqualTo(7);
        }
    }

    @Test
    void whatTheLastClientHasNotFlushedIsWrittenWhenItGoes() {
        try (FilterStack stack = start();
                Disk reader = stack.stack().open(new FakeConnection("", true))) {
            try (Disk disk = stack.open();
                    Disk other = stack.open()) {
                write(disk, 7, 3);
                assertThat(at(other, 3)).isEqualTo(7);
                assertThat(at(reader, 3)).isEqualTo(7);
            }
        }
        try (FilterStack stack = start()) {
            try (Disk disk = stack.open()) {
                write(disk, 8, 3);
            }
            assertThat(below(3)).isEqualTo(8);
        }
    }

    @Test
    void aFlushThatFailsSaysSoAndLosesNothing() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            write(disk, 7, 1);
            plugin.failure = new NbdException(Errno.EIO, "broken");
            assertThatThrownBy(disk::flush).hasMessageContaining("broken");
            assertThat(at(disk, 1)).isEqualTo(7);
            plugin.failure = null;
            disk.flush();
            assertThat(below(1)).isEqualTo(7);
        }
    }

    @Test
    void aFullCacheGivesUpWhatWasNotUsedForTheLongestTimeAfterWritingItBelow() {
        try (FilterStack stack = start("cache-max-size=16K", "cache-high-threshold=100", "cache-low-threshold=75");
                Disk disk = stack.open()) {
            for (int block = 0; block < 4; block++) {
                write(disk, block + 1, block);
            }
            assertThat(at(disk, 0)).isEqualTo(1);
            assertThat(plugin.content).containsOnly(0);
            write(disk, 5, 4);
            assertThat(below(1)).as("the eldest").isEqualTo(2);
            assertThat(below(0)).as("used since").isZero();
            for (int block = 0; block < 5; block++) {
                assertThat(at(disk, block)).isEqualTo(block + 1);
            }
        }
    }

    @Test
    void aFullCacheWhoseDiskFailsLetsWritesPassAndKeepsWhatItHas() {
        try (FilterStack stack = start("cache-max-size=4K");
                Disk disk = stack.open()) {
            write(disk, 1, 0);
            plugin.failure = new NbdException(Errno.EIO, "broken");
            assertThatThrownBy(() -> write(disk, 2, 1)).hasMessageContaining("broken");
            assertThat(at(disk, 0)).isEqualTo(1);
            plugin.failure = null;
            disk.flush();
            assertThat(below(0)).isEqualTo(1);
            assertThat(below(1)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"writeback", "writethrough", "unsafe"})
    void zeroesAndTrimsReplaceWhatIsInTheCache(String mode) {
        try (FilterStack stack = start("cache=" + mode);
                Disk disk = stack.open()) {
            for (int block = 0; block < 4; block++) {
                write(disk, 9, block);
            }
            disk.zero(BLOCK / 2, 2L * BLOCK, RequestFlags.NONE);
            assertThat(ModelRead.of(disk, BLOCK / 2, 2 * BLOCK)).containsOnly(0);
            assertThat(at(disk, 0)).isEqualTo(9);
            assertThat(at(disk, 3)).isEqualTo(9);
            disk.flush();
            assertThat(ModelRead.of(disk, BLOCK / 2, 2 * BLOCK)).containsOnly(0);
        }
    }

    @Test
    void aZeroThatTheDiskRefusesLosesNothing() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            write(disk, 7, 1);
            plugin.failure = new NbdException(Errno.EPERM, "no");
            assertThatThrownBy(() -> disk.zero(0, 4L * BLOCK, RequestFlags.NONE))
                    .hasMessageContaining("no");
            plugin.failure = null;
            assertThat(at(disk, 1)).isEqualTo(7);
        }
    }

    @Test
    void whatIsReadIsKeptIfThatIsWanted() {
        try (FilterStack stack = start("cache-on-read=true");
                Disk disk = stack.open()) {
            assertThat(at(disk, 2)).isZero();
            plugin.content[2 * BLOCK] = 5;
            assertThat(at(disk, 2)).isZero();
        }
    }

    @Test
    void whatIsReadIsNotKeptOtherwiseUnlessTheClientAsksToCacheIt() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            assertThat(at(disk, 2)).isZero();
            plugin.content[2 * BLOCK] = 5;
            assertThat(at(disk, 2)).isEqualTo(5);
            disk.cache(2 * BLOCK, 1);
            plugin.content[2 * BLOCK] = 6;
            assertThat(at(disk, 2)).isEqualTo(5);
        }
    }

    @Test
    void blocksInTheCacheAreDataAndOthersWhatTheyAreBelow() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            write(disk, 7, 1);
            List<String> extents = new ArrayList<>();
            disk.extents(0, 3 * BLOCK, RequestFlags.NONE, (offset, length, type) -> {
                extents.add(offset + " " + length + " " + (type == ExtentType.DATA));
                return true;
            });
            assertThat(extents).containsExactly("0 4096 false", "4096 4096 true", "8192 4096 false");
        }
    }

    @Test
    void theEndOfADiskThatIsNoWholeBlockIsCachedToo() {
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            disk.write(bytes(7, 60), (long) BLOCKS * BLOCK + 40, RequestFlags.NONE);
            disk.flush();
            assertThat(plugin.content[BLOCKS * BLOCK + 99]).isEqualTo((byte) 7);
            disk.zero((BLOCKS - 1L) * BLOCK, BLOCK + 100, RequestFlags.NONE);
            assertThat(plugin.content[BLOCKS * BLOCK + 99]).isZero();
        }
    }

    @Test
    void thresholdsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> start("cache-low-threshold=95")).hasMessageContaining("cache-low-threshold is 95");
        assertThatThrownBy(() -> start("cache-max-size=1K")).hasMessageContaining("at least a block");
        assertThatThrownBy(() -> FilterStack.start(new CacheFilter(), plugin, "cache-min-block-size=5000"))
                .hasMessageContaining("power of two");
    }

    @Test
    void anExportThatNobodyHasChangedMayHaveAnotherSizeForTheNextClients() {
        try (FilterStack stack = start()) {
            stack.open().close();
            plugin.content = new byte[2 * plugin.content.length];
            try (Disk disk = stack.open()) {
                assertThat(disk.size()).isEqualTo(plugin.content.length);
                disk.write(bytes(7, 1), 0, RequestFlags.NONE);
            }
            plugin.content = new byte[2 * plugin.content.length];
            assertThatThrownBy(stack::open).hasMessageContaining("cache: the disk below had ");
        }
    }
}
