package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

/** Random requests against a plain array. {@code -Dseed=} repeats a run; a failure names its seed. */
class DiskModelTest {
    private static final int REQUESTS = 1000;
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 32 * 1024, 32 * 1024 + 1, 200_001, 1 << 20})
    void aMemoryDiskBehavesAsAnArray(int size) {
        compare(Configured.disk(new MemoryPlugin(), Map.of("size", (long) size)), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 200_001, 1 << 20})
    void aFileBehavesAsAnArray(int size) throws IOException {
        try (Disk disk = Configured.disk(new FilePlugin(), Map.of("file", emptyFile(size), "cache", "none"))) {
            compare(disk, size);
        }
    }

    @Test
    void aNullDiskBehavesAsAnArrayThatForgets() {
        Disk disk = Configured.disk(new NullPlugin(), Map.of("size", 1000L));
        disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 10, RequestFlags.NONE);
        RecordedRead read = RecordedRead.of(disk, 0, 1000);
        assertThat(read.bytes()).containsOnly(0);
        assertThat(read.holeBytes()).isEqualTo(1000);
    }

    private Path emptyFile(long size) throws IOException {
        Path path = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return path;
    }

    private static void compare(Disk disk, int size) {
        assertThat(disk.size()).isEqualTo(size);
        Random random = new Random(SEED);
        byte[] model = new byte[size];
        for (int request = 0; request < REQUESTS; request++) {
            int offset = random.nextInt(size);
            // Short ones mostly, but long ones too, and often up to the end.
            int longest = random.nextInt(4) == 0 ? size - offset : Math.min(size - offset, 5000);
            int length = random.nextInt(8) == 0 ? size - offset : 1 + random.nextInt(longest);
            try {
                step(disk, model, offset, length, random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "request " + request + " at " + offset + "+" + length + " failed; repeat with -Dseed=" + SEED,
                        e);
            }
        }
        disk.flush();
        assertThat(RecordedRead.of(disk, 0, size).bytes()).isEqualTo(model);
    }

    private static void step(Disk disk, byte[] model, int offset, int length, Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> write(disk, model, offset, length, random);
            case 2 -> zero(disk, model, offset, length, RequestFlags.of(random.nextInt(16) & ~RequestFlags.REQ_ONE));
            case 3 -> {
                disk.trim(offset, length, RequestFlags.NONE);
                Arrays.fill(model, offset, offset + length, (byte) 0);
            }
            case 4 ->
                assertThat(RecordedRead.of(disk, offset, length).bytes())
                        .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
            default -> extents(disk, model, offset, length);
        }
    }

    private static void write(Disk disk, byte[] model, int offset, int length, Random random) {
        byte[] bytes = new byte[length + 2];
        random.nextBytes(bytes);
        ByteBuffer data = random.nextBoolean() ? ByteBuffer.wrap(bytes) : direct(bytes);
        disk.write(data.asReadOnlyBuffer().position(1).limit(length + 1), offset, RequestFlags.NONE);
        System.arraycopy(bytes, 1, model, offset, length);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    private static void zero(Disk disk, byte[] model, int offset, int length, RequestFlags flags) {
        try {
            disk.zero(offset, length, flags);
        } catch (NbdException e) {
            // What the host does then.
            assertThat(e.errno()).isEqualTo(Errno.ENOTSUP);
            disk.write(ByteBuffer.allocate(length), offset, RequestFlags.NONE);
        }
        Arrays.fill(model, offset, offset + length, (byte) 0);
    }

    private static void extents(Disk disk, byte[] model, int offset, int length) {
        for (Extents.Extent extent : Extents.of(disk, offset, length)) {
            if (extent.type().isZero()) {
                int start = (int) extent.offset();
                assertThat(Arrays.copyOfRange(model, start, start + (int) extent.length()))
                        .containsOnly(0);
            }
        }
    }
}
