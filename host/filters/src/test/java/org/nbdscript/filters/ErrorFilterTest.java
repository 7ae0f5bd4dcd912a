package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class ErrorFilterTest extends FilterContract {
    @TempDir
    Path directory;

    @Override
    protected Filter filter() {
        return new ErrorFilter(new Random(1));
    }

    /** Errors that would come if their file did. */
    @Override
    protected String[] parameters() {
        return new String[] {"error-rate=100%", "error-file=/nonexistent/switch"};
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), new ModelPlugin(new byte[512]), parameters)
                .open();
    }

    @Test
    void eachKindOfRequestHasItsOwnError() {
        try (Disk disk = open("error=ENOSPC", "error-pwrite-rate=1", "error-zero=EPERM", "error-zero-rate=100%")) {
            ModelRead.of(disk, 0, 512);
            disk.flush();
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(1), 3, RequestFlags.NONE))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                    .hasMessage("error: injected into pwrite at offset 3");
            assertThatThrownBy(() -> disk.zero(0, 1, RequestFlags.NONE))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        }
    }

    @Test
    void aRateIsHowOftenRequestsFail() {
        int failures = 0;
        try (Disk disk = open("error-rate=25%")) {
            for (int i = 0; i < 1000; i++) {
                try {
                    ModelRead.of(disk, 0, 1);
                } catch (NbdException e) {
                    failures++;
                }
            }
        }
        assertThat(failures).isBetween(200, 300);
    }

    @Test
    void aFileSwitchesTheErrorsOnAndOffWhileTheServerRuns() throws IOException {
        Path file = directory.resolve("inject");
        try (Disk disk = open("error-rate=1", "error-file=" + file)) {
            ModelRead.of(disk, 0, 1);
            Files.createFile(file);
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 1)).hasMessageContaining("injected into pread");
            Files.delete(file);
            ModelRead.of(disk, 0, 1);
        }
    }
}
