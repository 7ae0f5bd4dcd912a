package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.posix.Cachestat;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;

/** The plugin {@code file} past the page cache. */
class DirectIoTest {
    private static final FakeConnection READING = new FakeConnection("", true);
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path file(int size) throws IOException {
        return Files.write(directory.resolve("disk.img"), new byte[size]);
    }

    private static FilePlugin direct(Path file) {
        return Configured.plugin(new FilePlugin(), Map.of("file", file, "direct", true));
    }

    /** Skips a test where the temporary directory's file system has no direct I/O. */
    private static Path whereItIsPossible(Path file) throws PosixException {
        try {
            Close.close(Open.open(file, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.DIRECT)));
        } catch (PosixException e) {
            Assumptions.abort("the file system of " + file + " has no direct I/O: " + e.getMessage());
        }
        return file;
    }

    @Test
    void theDiskDeclaresBlocksAndWhereDataHasToLieInMemory() throws IOException, PosixException {
        try (Disk disk = direct(whereItIsPossible(file(SIZE))).open(READING)) {
            BlockSize sizes = Objects.requireNonNull(disk.blockSize());
            assertThat(sizes.minimum()).isBetween(512, 65536);
            assertThat(sizes.preferred()).isGreaterThanOrEqualTo(4096);
            assertThat(sizes.memoryAlignment()).isGreaterThan(1);
            assertThat(disk.capabilities().cache()).isEqualTo(Support.NONE);
        }
        try (Disk disk = Configured.disk(new FilePlugin(), Map.of("file", directory.resolve("disk.img")))) {
            assertThat(disk.blockSize()).isNull();
        }
    }

    @Test
    void whatIsWrittenAndReadIsNotInThePageCache() throws IOException, PosixException {
        Path path = whereItIsPossible(file(SIZE));
        try (Disk disk = Configured.disk(new FilePlugin(), Map.of("file", path, "direct", true))) {
            ByteBuffer block =
                    ByteBuffer.allocateDirect(3 * 65536).alignedSlice(65536).limit(65536);
            while (block.hasRemaining()) {
                block.put((byte) 7);
            }
            disk.write(block.flip(), 65536, RequestFlags.of(RequestFlags.FUA));
            ByteBuffer seen =
                    ByteBuffer.allocateDirect(3 * 65536).alignedSlice(65536).limit(65536);
            DenseRead.read(disk, seen, 65536);
            assertThat(seen).isEqualTo(block);
            assertThat(RecordedRead.ofNow(disk, 65536, 65536)).isNull();
            int descriptor = Open.open(path, EnumSet.of(OpenFlag.READ_ONLY));
            try {
                assertThat(new Cachestat(descriptor).hasAll(65536, 65536)).isFalse();
            } finally {
                Close.close(descriptor);
            }
        }
        byte[] content = Files.readAllBytes(path);
        assertThat(new byte[] {content[65535], content[65536], content[131071], content[131072]})
                .containsExactly(0, 7, 7, 0);
    }

    @Test
    void aFileSystemWithoutDirectIoIsRefusedAtTheStart() {
        Path version = Path.of("/proc/version");
        Assumptions.assumeTrue(Files.isReadable(version), "needs /proc/version");
        assertThatThrownBy(() -> direct(version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("/proc/version: direct=true: the file system has no direct I/O: open: EINVAL");
    }

    @Test
    void aSizeWithAPartOfABlockIsRefusedAtTheStartAndInADirectoryWhenItIsOpened() throws IOException, PosixException {
        Path path = whereItIsPossible(file(1000));
        assertThatThrownBy(() -> direct(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        ".*disk.img: direct=true: direct I/O takes multiples of \\d+ bytes here, and the size, 1000 bytes,"
                                + " is none");
        FilePlugin files = Configured.plugin(new FilePlugin(), Map.of("dir", directory, "direct", true));
        assertThatThrownBy(() -> files.open(new FakeConnection("disk.img", true)))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSUP));
    }
}
