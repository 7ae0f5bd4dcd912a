package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** A loop device of 1 MiB. */
class BlockDeviceDiskTest {
    private static final int SIZE = 1 << 20;
    private static final RequestFlags FAST = RequestFlags.of(RequestFlags.FAST_ZERO);
    private static final RequestFlags FAST_TRIM = RequestFlags.of(RequestFlags.FAST_ZERO | RequestFlags.MAY_TRIM);

    @TempDir
    Path directory;

    private String device = "";
    private Disk disk = new NullDisk(0, false);

    @BeforeEach
    void attachAndOpen() throws IOException, InterruptedException {
        Path path = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        device = RootCommand.run("losetup", "--find", "--show", path.toString());
        disk = Configured.disk(new FilePlugin(), Map.of("file", Path.of(device)));
    }

    @AfterEach
    void closeAndDetach() throws IOException, InterruptedException {
        disk.close();
        if (!device.isEmpty()) {
            RootCommand.run("losetup", "--detach", device);
        }
    }

    private void fill(int offset, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        disk.write(ByteBuffer.wrap(bytes), offset, RequestFlags.NONE);
    }

    @Test
    void theDeviceTellsItsSizeAndBlocksButNoHoles() {
        assertThat(disk.size()).isEqualTo(SIZE);
        assertThat(disk.blockSize()).isEqualTo(new BlockSize(1, 4096, BlockSize.UNLIMITED));
        assertThat(disk.capabilities().canWrite()).isTrue();
        assertThat(disk.capabilities().canExtents()).isFalse();
    }

    @Test
    void unalignedWritesKeepWhatIsAroundThem() {
        fill(0, 2048);
        disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 511, RequestFlags.of(RequestFlags.FUA));
        assertThat(RecordedRead.of(disk, 510, 5).bytes()).containsExactly(7, 1, 2, 3, 7);
        disk.flush();
    }

    @Test
    void wholeBlocksAreZeroedAndOthersLeftToTheHost() {
        fill(0, 8192);
        disk.zero(512, 1024, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, 512, 1024).bytes()).containsOnly(0);
        assertThat(RecordedRead.of(disk, 0, 512).bytes()).containsOnly(7);
        assertThatThrownBy(() -> disk.zero(1, 1024, RequestFlags.NONE))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSUP))
                .hasMessageContaining("blocks of 512 bytes");
    }

    @Test
    void aFastZeroThatMayNotTrimIsRefusedAtOnce() {
        fill(0, 4096);
        assertThatThrownBy(() -> disk.zero(0, 4096, FAST))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSUP));
        disk.zero(0, 4096, FAST_TRIM);
        assertThat(RecordedRead.of(disk, 0, 4096).bytes()).containsOnly(0);
    }

    @Test
    void aTrimNeverTouchesBytesAroundIt() {
        fill(0, 8192);
        disk.trim(100, 4000, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, 0, 100).bytes()).containsOnly(7);
        assertThat(RecordedRead.of(disk, 4100, 4092).bytes()).containsOnly(7);
        disk.trim(1, 100, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, 0, 100).bytes()).containsOnly(7);
    }
}
