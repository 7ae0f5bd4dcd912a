package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnWithSocketTest {
    @TempDir
    Path directory;

    /** Runs a script of the shell, which may write to descriptor 3: what it has written there. */
    private String run(String script) throws IOException {
        Path place = Files.createTempDirectory(directory, "run");
        try (TemporaryFile output = TemporaryFile.create(place)) {
            int process = SpawnWithSocket.start(
                    List.of("/bin/sh", "-c", script, "sh", "a word"), Map.of("NAME", "a value"), output.descriptor());
            WaitPid.await(process);
            assertThatThrownBy(() -> WaitPid.await(process)).hasMessageContaining("ECHILD");
        }
        return Files.readString(place.resolve("file"));
    }

    @Test
    void theProcessHasTheDescriptorItsWordsAndItsEnvironment() throws IOException {
        assertThat(run("echo \"$1, $NAME\" >&3")).isEqualTo("a word, a value\n");
    }

    @Test
    void theProcessHasNoOtherDescriptorsOfOurs() throws IOException {
        Path file = Files.createFile(directory.resolve("other"));
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(other.isOpen()).isTrue();
            assertThat(run("for i in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && echo $i; done >&3"))
                    .isEqualTo("0\n1\n2\n3\n");
            assertThat(run("readlink /proc/$$/fd/0 >&3")).isEqualTo("/dev/null\n");
        }
    }

    @Test
    void noSignalIsBlockedInTheProcess() throws IOException {
        assertThat(run("exec grep SigBlk /proc/self/status >&3")).isEqualTo("SigBlk:\t0000000000000000\n");
    }

    @Test
    void aProgramThatThereIsNotIsSaid() {
        assertThatThrownBy(() -> SpawnWithSocket.start(List.of("/none"), Map.of(), 0))
                .isInstanceOf(PosixException.class)
                .hasMessage("posix_spawn: ENOENT (No such file or directory)");
    }
}
