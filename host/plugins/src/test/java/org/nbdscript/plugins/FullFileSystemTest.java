package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.plugins.Extents.Extent;

/** A sparse file of 1 MiB on a tmpfs that has room for 64 KiB of it. */
class FullFileSystemTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path mountPoint;

    private Disk disk = new NullDisk(0, false);

    @BeforeEach
    void mountAndOpen() throws IOException, InterruptedException {
        RootCommand.run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mountPoint.toString());
        Path path = mountPoint.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        disk = Configured.disk(new FilePlugin(), Map.of("file", path));
    }

    @AfterEach
    void closeAndUnmount() throws IOException, InterruptedException {
        if (disk.size() > 0) {
            disk.close();
            RootCommand.run("umount", mountPoint.toString());
        }
    }

    @Test
    void writesThatFindNoRoomFailWithEnospcAndTrimMakesRoom() {
        assertThatThrownBy(() -> disk.write(ByteBuffer.allocateDirect(SIZE), 0, RequestFlags.NONE))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                .hasMessageContaining("ENOSPC");
        disk.trim(0, SIZE, RequestFlags.NONE);
        disk.write(ByteBuffer.wrap(new byte[] {7}), SIZE - 1, RequestFlags.NONE);
        assertThat(RecordedRead.of(disk, SIZE - 1, 1).bytes()).containsExactly(7);
    }

    @Test
    void aZeroThatMustStayAllocatedTakesRoomAndOneThatMayTrimGivesItBack() {
        disk.write(ByteBuffer.wrap(new byte[] {7}), 0, RequestFlags.NONE);
        disk.zero(0, 16384, RequestFlags.of(RequestFlags.FAST_ZERO));
        assertThat(RecordedRead.of(disk, 0, 1).bytes()).containsExactly(0);
        assertThatThrownBy(() -> disk.zero(0, SIZE, RequestFlags.NONE))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC));
        disk.zero(0, SIZE, RequestFlags.of(RequestFlags.FAST_ZERO | RequestFlags.MAY_TRIM));
        assertThat(Extents.of(disk, 0, SIZE)).containsExactly(new Extent(0, SIZE, ExtentType.HOLE_ZERO));
    }
}
