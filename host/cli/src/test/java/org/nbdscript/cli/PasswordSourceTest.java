package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordSourceTest {
    @TempDir
    private Path directory;

    @Test
    void plainTextIsThePassword() {
        assertThat(PasswordSource.read("se cret")).isEqualTo("se cret");
        assertThat(PasswordSource.read("")).isEmpty();
    }

    @Test
    void aFileGivesItsFirstLine() throws IOException {
        Path file = Files.writeString(directory.resolve("p"), "first\nsecond\n");
        assertThat(PasswordSource.read("+" + file)).isEqualTo("first");
        Files.writeString(file, "");
        assertThat(PasswordSource.read("+" + file)).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PasswordSource.read("+" + directory.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no password can be read from file none: no such file or directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0", "-1", "-2", "-x", "--", "-99999999999"})
    void standardStreamsAndWhatIsNoDescriptorAreRefused(String parameter) {
        assertThatThrownBy(() -> PasswordSource.read(parameter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-FD");
    }
}
