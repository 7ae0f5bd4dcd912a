package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockDeviceTest {
    @TempDir
    Path directory;

    @Test
    void aRegularFileIsNoBlockDevice() throws PosixException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            assertThatThrownBy(() -> BlockDevice.size(file.descriptor()))
                    .hasMessage("ioctl BLKGETSIZE64: ENOTTY (Inappropriate ioctl for device)");
            assertThatThrownBy(() -> BlockDevice.discard(file.descriptor(), 0, 512))
                    .hasMessageContaining("BLKDISCARD");
        }
    }

    @Test
    void aLoopDeviceTellsItsGeometryAndForgetsWhatIsZeroedAndDiscarded() throws IOException, InterruptedException {
        try (TemporaryFile file = TemporaryFile.create(directory)) {
            Pwrite.write(file.descriptor(), ByteBuffer.wrap(new byte[] {1}), (1 << 20) - 1);
        }
        String loop = attachLoopDeviceOrSkip(directory.resolve("file"));
        try {
            int device = Open.open(Path.of(loop), EnumSet.of(OpenFlag.READ_WRITE));
            try {
                checkGeometryAndZeroing(device);
            } finally {
                Close.close(device);
            }
        } finally {
            run("losetup", "--detach", loop);
        }
    }

    private static void checkGeometryAndZeroing(int device) throws PosixException {
        assertThat(FileStatus.of(device).kind()).isEqualTo(FileStatus.Kind.BLOCK_DEVICE);
        assertThat(BlockDevice.size(device)).isEqualTo(1 << 20);
        assertThat(Lseek.end(device)).isEqualTo(1 << 20);
        assertThat(BlockDevice.logicalBlockBytes(device)).isEqualTo(512);
        assertThat(BlockDevice.physicalBlockBytes(device)).isGreaterThanOrEqualTo(512);
        assertThat(BlockDevice.isRotational(device)).isIn(true, false);
        Pwrite.write(device, ByteBuffer.wrap(new byte[] {7}), 4096);
        BlockDevice.zeroOut(device, 4096, 4096);
        ByteBuffer back = ByteBuffer.allocate(1);
        Pread.read(device, back, 4096);
        assertThat(back.get(0)).isZero();
        BlockDevice.discard(device, 0, 1 << 20);
        assertThatThrownBy(() -> BlockDevice.zeroOut(device, 1, 1)).hasMessageContaining("EINVAL");
    }

    private static String attachLoopDeviceOrSkip(Path file) throws IOException, InterruptedException {
        try {
            String device = run("losetup", "--find", "--show", file.toString());
            Assumptions.assumeTrue(device.startsWith("/dev/"), "needs root and loop devices: " + device);
            return device;
        } catch (IOException e) {
            Assumptions.abort("needs losetup: " + e.getMessage());
            throw e;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
