package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class ReadonlyFilterTest {
    @TempDir
    Path directory;

    @Test
    void withoutAFileTheDiskCannotBeWritten() {
        try (Disk disk = FilterStack.start(new ReadonlyFilter(), new ModelPlugin(new byte[512]))
                .open()) {
            assertThat(disk.capabilities().canWrite()).isFalse();
        }
    }

    @Test
    void aFileThatComesAndGoesSwitchesTheDisk() throws IOException {
        Path file = directory.resolve("locked");
        ModelPlugin plugin = new ModelPlugin(new byte[512]);
        try (Disk disk = FilterStack.start(new ReadonlyFilter(), plugin, "readonly-file=" + file)
                .open()) {
            disk.write(ByteBuffer.wrap(new byte[] {1}), 0, RequestFlags.NONE);
            Files.createFile(file);
            assertThatThrownBy(() -> disk.write(ByteBuffer.wrap(new byte[] {2}), 0, RequestFlags.NONE))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> disk.zero(0, 1, RequestFlags.NONE)).hasMessageContaining("read-only");
            assertThatThrownBy(() -> disk.trim(0, 1, RequestFlags.NONE)).hasMessageContaining("read-only");
            Files.delete(file);
            disk.write(ByteBuffer.wrap(new byte[] {3}), 1, RequestFlags.NONE);
            assertThat(plugin.content).startsWith(1, 3);
        }
    }
}
