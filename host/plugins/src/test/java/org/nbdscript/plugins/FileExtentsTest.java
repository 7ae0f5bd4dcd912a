package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;

/** What a file's extents are, and when they are told without a change of threads. */
class FileExtentsTest {
    /** In bytes; no file system has larger blocks. */
    private static final int BLOCK = 1 << 16;

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    private final ExtentSink sink = (offset, length, type) -> told.add(offset / BLOCK + "+" + length / BLOCK);
    private Path path;
    private int descriptor;
    private long time;
    private FileExtents extents;

    @BeforeEach
    void openAFileThatIsAllHole() throws IOException {
        path = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(200L * BLOCK);
        }
        descriptor = Open.open(path, EnumSet.of(OpenFlag.READ_ONLY));
        extents = new FileExtents(descriptor, () -> time);
    }

    @AfterEach
    void closeIt() throws PosixException {
        Close.close(descriptor);
    }

    /** Makes data of every second block. */
    private void writeDataBlocks(int count) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < count; i++) {
                file.seek((2L * i + 1) * BLOCK);
                file.write(new byte[BLOCK]);
            }
        }
    }

    private boolean findNow() {
        return extents.findNow(0, 200L * BLOCK, RequestFlags.NONE, sink);
    }

    @Test
    void aFewExtentsAreToldNow() throws IOException {
        writeDataBlocks(2);
        assertThat(findNow()).isTrue();
        assertThat(told).containsExactly("0+1", "1+1", "2+1", "3+1", "4+196");
    }

    @Test
    void manyExtentsAreNotToldNow() throws IOException {
        writeDataBlocks(40);
        assertThat(findNow()).isFalse();
        told.clear();
        extents.find(0, 200L * BLOCK, RequestFlags.NONE, sink);
        assertThat(told).hasSize(81);
    }

    @Test
    void theFirstOfManyExtentsIsToldNowIfItIsAllThatIsWanted() throws IOException {
        writeDataBlocks(40);
        RequestFlags one = RequestFlags.of(RequestFlags.REQ_ONE);
        assertThat(extents.findNow(BLOCK, 100L * BLOCK, one, sink)).isTrue();
        assertThat(told).containsExactly("1+1");
    }

    @Test
    void afterAnAnswerThatHadToBeWaitedForSomeAreNotGivenNow() {
        extents.findNow(0, BLOCK, RequestFlags.NONE, (offset, length, type) -> {
            time += 3_000_000;
            return false;
        });
        for (int i = 0; i < 64; i++) {
            assertThat(findNow()).as("turn %d after it", i).isFalse();
        }
        assertThat(told).isEmpty();
        assertThat(findNow()).isTrue();
    }

    @Test
    void aFailureIsLeftToTheCallThatMayWait() throws PosixException {
        FileExtents closed = new FileExtents(-1);
        assertThat(closed.findNow(0, BLOCK, RequestFlags.NONE, sink)).isFalse();
        assertThat(told).isEmpty();
    }
}
