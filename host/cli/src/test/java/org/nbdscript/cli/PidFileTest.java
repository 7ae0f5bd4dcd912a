package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path directory;

    @Test
    void holdsTheProcessIdAndNothingIsLeftBesideIt() throws IOException {
        Path file = Files.writeString(directory.resolve("pid"), "a longer text than the number of a process\n");
        PidFile.write(file);
        assertThat(file).hasContent(ProcessHandle.current().pid() + "\n");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> PidFile.write(directory.resolve("no/pid")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--pidfile")
                .hasMessageContaining("no such file or directory");
    }
}
