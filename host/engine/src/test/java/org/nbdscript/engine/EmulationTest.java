package org.nbdscript.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;

class EmulationTest {
    private static final int MIB = 1 << 20;
    private static final RequestFlags FUA = RequestFlags.of(RequestFlags.FUA);
    private static final RequestFlags FAST = RequestFlags.of(RequestFlags.FAST_ZERO);
    private final FakeDisk disk = new FakeDisk(3 * MIB);

    @Test
    void zeroIsWrittenInPieces() {
        has(FakeDisk.ALL.toBuilder().zero(Support.EMULATE));
        Arrays.fill(disk.content, (byte) 1);
        emulation().zero(100, 2 * MIB + 10, RequestFlags.of(RequestFlags.MAY_TRIM));
        assertThat(disk.calls)
                .containsExactly(
                        "write 100+" + MIB, "write " + (100 + MIB) + "+" + MIB, "write " + (100 + 2 * MIB) + "+10");
        assertThat(disk.content[99]).isEqualTo((byte) 1);
        assertThat(disk.content[100]).isZero();
        assertThat(disk.content[100 + 2 * MIB + 9]).isZero();
        assertThat(disk.content[100 + 2 * MIB + 10]).isEqualTo((byte) 1);
    }

    @Test
    void piecesAreNoLargerThanTheDiskTakes() {
        has(FakeDisk.ALL.toBuilder().zero(Support.EMULATE).cache(Support.EMULATE));
        disk.blockSize = new BlockSize(512, 4096, 8192);
        emulation().zero(0, 10_240, RequestFlags.NONE);
        emulation().cache(0, 10_240);
        assertThat(disk.calls).containsExactly("write 0+8192", "write 8192+2048", "read 0+8192", "read 8192+2048");
    }

    @Test
    void aZeroThatIsNotSupportedAfterAllIsWritten() {
        disk.failing("zero", new NbdException(Errno.ENOTSUP, "not here"));
        emulation().zero(0, 512, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("zero 0+512", "write 0+512");
    }

    @Test
    void aZeroThatFailsOtherwiseFails() {
        disk.failing("zero", new NbdException(Errno.ENOSPC, "full"));
        assertFails(Errno.ENOSPC, () -> emulation().zero(0, 512, RequestFlags.NONE));
        assertThat(disk.calls).containsExactly("zero 0+512");
    }

    @Test
    void aFastZeroIsNeverWritten() {
        disk.failing("zero", new NbdException(Errno.ENOTSUP, "not here"));
        assertFails(Errno.ENOTSUP, () -> emulation().zero(0, 512, FAST));
        assertThat(disk.calls).containsExactly("zero 0+512 fast_zero");
        disk.calls.clear();
        has(FakeDisk.ALL.toBuilder().zero(Support.EMULATE));
        assertFails(Errno.ENOTSUP, () -> emulation().zero(0, 512, FAST));
        assertThat(disk.calls).isEmpty();
    }

    @Test
    void forceUnitAccessBecomesAFlush() {
        has(FakeDisk.ALL.toBuilder().fua(Support.EMULATE));
        Disk emulation = emulation();
        emulation.write(ByteBuffer.allocate(10), 0, FUA);
        emulation.trim(0, 10, FUA);
        emulation.zero(0, 10, FUA);
        assertThat(disk.calls).containsExactly("write 0+10", "flush", "trim 0+10", "flush", "zero 0+10", "flush");
    }

    @Test
    void forceUnitAccessOfAWriteIntoLentMemoryBecomesAFlush() {
        has(FakeDisk.ALL.toBuilder().fua(Support.EMULATE));
        emulation().written(0, 10, FUA);
        assertThat(disk.calls).containsExactly("written 0+10", "flush");
    }

    @Test
    void withoutForceUnitAccessNothingIsFlushed() {
        has(FakeDisk.ALL.toBuilder().fua(Support.EMULATE));
        emulation().write(ByteBuffer.allocate(10), 0, RequestFlags.NONE);
        assertThat(disk.calls).containsExactly("write 0+10");
    }

    @Test
    void aDiskThatKnowsForceUnitAccessIsToldOfIt() {
        has(FakeDisk.ALL.toBuilder().zero(Support.EMULATE));
        emulation().write(ByteBuffer.allocate(10), 0, FUA);
        emulation().zero(0, MIB + 1, FUA);
        assertThat(disk.calls).containsExactly("write 0+10 fua", "write 0+" + MIB + " fua", "write " + MIB + "+1 fua");
    }

    @Test
    void zeroesThatAreWrittenAreFlushedOnceAtTheEnd() {
        has(FakeDisk.ALL.toBuilder().zero(Support.EMULATE).fua(Support.EMULATE));
        emulation().zero(0, MIB + 1, FUA);
        assertThat(disk.calls).containsExactly("write 0+" + MIB, "write " + MIB + "+1", "flush");
    }

    @Test
    void cacheReadsAndDrops() {
        has(FakeDisk.ALL.toBuilder().cache(Support.EMULATE));
        emulation().cache(5, MIB + 1);
        assertThat(disk.calls).containsExactly("read 5+" + MIB, "read " + (5 + MIB) + "+1");
    }

    @Test
    void aDiskThatCachesIsToldToDoSo() {
        emulation().cache(5, 10);
        assertThat(disk.calls).containsExactly("cache 5+10");
    }

    @Test
    void aDiskWithoutExtentsIsAllData() {
        has(FakeDisk.ALL.toBuilder().canExtents(false));
        List<String> taken = new ArrayList<>();
        emulation()
                .extents(
                        10,
                        20,
                        RequestFlags.NONE,
                        (offset, length, type) -> taken.add(offset + "+" + length + " " + type));
        assertThat(taken).containsExactly("10+20 DATA");
        assertThat(disk.calls).isEmpty();
    }

    @Test
    void aDiskThatIsNotWrittenShowsNothingOfWriting() {
        Capabilities shown = Emulation.around(disk, true).capabilities();
        assertThat(shown)
                .isEqualTo(FakeDisk.ALL.toBuilder()
                        .canWrite(false)
                        .canTrim(false)
                        .zero(Support.NONE)
                        .canFastZero(false)
                        .fua(Support.NONE)
                        .build());
        has(FakeDisk.ALL.toBuilder().canWrite(false));
        assertThat(emulation().capabilities()).isEqualTo(shown);
    }

    @Test
    void aDiskThatNeedsNothingIsLeftAsItIs() {
        has(Capabilities.builder().zero(Support.NONE).canExtents(true));
        assertThat(emulation()).isSameAs(disk);
    }

    @Test
    void aDiskThatCannotBeWrittenButPromisesMoreIsShownWithoutThat() {
        has(Capabilities.builder().zero(Support.NONE).canExtents(true).canTrim(true));
        assertThat(emulation().capabilities().canTrim()).isFalse();
    }

    private void has(Capabilities.Builder capabilities) {
        disk.capabilities = capabilities.build();
    }

    private Disk emulation() {
        return Emulation.around(disk, false);
    }

    private static void assertFails(Errno errno, Runnable call) {
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
