package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Errno;

class FileCallsTest {
    private static final EnumSet<OpenFlag> READING = EnumSet.of(OpenFlag.READ_ONLY);

    @TempDir
    Path directory;

    @Test
    void openingAFileThatIsNotThereNamesErrorAndPath() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> Open.open(missing, READING))
                .isInstanceOfSatisfying(PosixException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                    assertThat(e.call()).isEqualTo("open");
                })
                .hasMessage("open: ENOENT (No such file or directory): " + missing);
    }

    @Test
    void flagsReachTheKernel() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        assertThatThrownBy(() -> Open.open(link, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.NO_FOLLOW)))
                .hasMessageContaining("ELOOP");
        Path file = Files.createFile(directory.resolve("plain"));
        assertThatThrownBy(() -> Open.open(file, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.DIRECTORY)))
                .hasMessageContaining("ENOTDIR");
        assertThatThrownBy(() -> Open.open(file, EnumSet.of(OpenFlag.READ_WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE)))
                .hasMessageContaining("EEXIST");
    }

    @Test
    void directIoTakesPowersOfTwoOfBytesWhereThereIsAny() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            DirectIoAlignment alignment = DirectIoAlignment.of(file.descriptor());
            Assumptions.assumeTrue(
                    alignment != null && alignment.offsetBytes() > 0,
                    "the file system of " + directory + " tells nothing, or has no direct I/O");
            assertThat(Integer.bitCount(alignment.offsetBytes())).isOne();
            assertThat(Integer.bitCount(alignment.memoryBytes())).isOne();
            assertThat(alignment.offsetBytes()).isGreaterThanOrEqualTo(512);
        }
    }

    @Test
    void aClosedDescriptorIsRefused() throws PosixException {
        TemporaryFile file = TemporaryFile.create(directory);
        file.close();
        assertThatThrownBy(() -> Fdatasync.sync(file.descriptor()))
                .hasMessage("fdatasync: EBADF (Bad file descriptor)");
        assertThatThrownBy(file::close).hasMessage("close: EBADF (Bad file descriptor)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bytesGoToTheirOffsetAndComeBack(boolean direct) throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            ByteBuffer source = buffer(direct, 10);
            source.put("..hello...".getBytes(StandardCharsets.US_ASCII))
                    .position(2)
                    .limit(7);
            assertThat(Pwrite.write(file.descriptor(), source.asReadOnlyBuffer(), 1000))
                    .isEqualTo(5);
            assertThat(Pwrite.write(file.descriptor(), source, 1000)).isEqualTo(5);
            assertThat(source.position()).isEqualTo(7);
            Fdatasync.sync(file.descriptor());

            ByteBuffer target = buffer(direct, 10).position(1).limit(9);
            assertThat(Pread.read(file.descriptor(), target, 998)).isEqualTo(7);
            assertThat(target.position()).isEqualTo(8);
            assertThat(StandardCharsets.US_ASCII
                            .decode(target.flip().position(1))
                            .toString())
                    .isEqualTo("\0\0hello");
            assertThat(Pread.read(file.descriptor(), target.clear(), 1005)).isZero();
        }
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    @Test
    void anInterruptedThreadKeepsItsDescriptor() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            Thread.currentThread().interrupt();
            assertThat(Pwrite.write(file.descriptor(), buffer(true, 10), 0)).isEqualTo(10);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Pread.read(file.descriptor(), buffer(true, 10), 0)).isEqualTo(10);
        }
    }

    @Test
    void aFullDeviceSaysEnospc() throws PosixException {
        int full = Open.open(Path.of("/dev/full"), EnumSet.of(OpenFlag.READ_WRITE));
        try {
            assertThatThrownBy(() -> Pwrite.write(full, buffer(true, 1), 0))
                    .hasMessage("pwrite: ENOSPC (No space left on device)");
        } finally {
            Close.close(full);
        }
    }

    @Test
    void writingToAReadOnlyDescriptorIsRefused() throws IOException {
        int descriptor = Open.open(Files.createFile(directory.resolve("file")), READING);
        try {
            assertThatThrownBy(() -> Pwrite.write(descriptor, buffer(false, 1), 0))
                    .hasMessageContaining("EBADF");
            assertThatThrownBy(() -> Fallocate.punchHole(descriptor, 0, 1)).hasMessageContaining("EBADF");
        } finally {
            Close.close(descriptor);
        }
    }

    @Test
    void holesAreFoundWhereTheyWerePunched() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            int descriptor = file.descriptor();
            ByteBuffer content = buffer(true, 1 << 20);
            while (content.hasRemaining()) {
                content.put((byte) 1);
            }
            Pwrite.write(descriptor, content.flip(), 0);
            punchOrSkip(descriptor, 256 << 10, 128 << 10);

            assertThat(Lseek.nextData(descriptor, 0)).hasValue(0);
            assertThat(Lseek.nextHole(descriptor, 0)).hasValue(256 << 10);
            assertThat(Lseek.nextData(descriptor, 256 << 10)).hasValue(384 << 10);
            assertThat(Lseek.nextHole(descriptor, 384 << 10)).hasValue(1 << 20);
            assertThat(Lseek.nextData(descriptor, 1 << 20)).isEmpty();
            assertThat(Lseek.nextHole(descriptor, 1 << 20)).isEmpty();
            assertThat(Lseek.end(descriptor)).isEqualTo(1 << 20);
            assertThat(Pread.read(descriptor, content.clear().limit(1), 256 << 10))
                    .isEqualTo(1);
            assertThat(content.get(0)).isZero();
        }
    }

    private static void punchOrSkip(int descriptor, long offset, long length) throws PosixException {
        try {
            Fallocate.punchHole(descriptor, offset, length);
        } catch (PosixException e) {
            Assumptions.assumeFalse(e.is(Errno.ENOTSUP), "the temporary directory's file system has no holes");
            throw e;
        }
    }

    @Test
    void allocatingBeyondTheEndKeepsTheSize() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            int descriptor = file.descriptor();
            Pwrite.write(descriptor, buffer(true, 100), 0);
            try {
                Fallocate.reserve(descriptor, 0, 1 << 20);
                Fallocate.zeroRange(descriptor, 0, 1 << 20);
            } catch (PosixException e) {
                Assumptions.assumeFalse(e.is(Errno.ENOTSUP), "the file system does not reserve space");
                throw e;
            }
            assertThat(FileStatus.of(descriptor).size()).isEqualTo(100);
            assertThatThrownBy(() -> Fallocate.reserve(descriptor, 0, 0)).hasMessageContaining("EINVAL");
        }
    }

    @Test
    void statusTellsTheKindAndTheSize() throws IOException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            Pwrite.write(file.descriptor(), buffer(true, 513), 0);
            FileStatus status = FileStatus.of(file.descriptor());
            assertThat(status.kind()).isEqualTo(FileStatus.Kind.REGULAR);
            assertThat(status.size()).isEqualTo(513);
            assertThat(status.inode()).isEqualTo(Files.getAttribute(directory.resolve("file"), "unix:ino"));
        }
        int opened = Open.open(directory, READING);
        assertThat(FileStatus.of(opened).kind()).isEqualTo(FileStatus.Kind.DIRECTORY);
        Close.close(opened);
        int zero = Open.open(Path.of("/dev/zero"), READING);
        assertThat(FileStatus.of(zero).kind()).isEqualTo(FileStatus.Kind.CHARACTER_DEVICE);
        Close.close(zero);
    }

    @Test
    void adviceIsAcceptedForFilesAndItsErrorIsTheResult() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            for (Fadvise.Advice advice : Fadvise.Advice.values()) {
                Fadvise.advise(file.descriptor(), 0, 0, advice);
            }
        }
        assertThatThrownBy(() -> Fadvise.advise(-1, 0, 0, Fadvise.Advice.NORMAL))
                .hasMessage("posix_fadvise: EBADF (Bad file descriptor)");
    }
}
