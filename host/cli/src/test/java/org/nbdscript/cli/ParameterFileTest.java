package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFileTest {
    @TempDir
    private Path directory;

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aFileStandsForItsLinesWithoutCommentsAndEmptyOnes() throws IOException {
        write("disk.conf", "# a comment\n\nsize=1M\n  \ntext=a b # c\n");
        assertThat(ParameterFile.expand(List.of("first=1", "@./disk.conf", "last=2"), directory))
                .containsExactly("first=1", "size=1M", "text=a b # c", "last=2");
    }

    @Test
    void aFileIncludesOthersRelativeToItself() throws IOException {
        write("a/one", "1\n@b/two\n4\n");
        write("a/b/two", "2\n@../three");
        write("a/three", "3");
        assertThat(ParameterFile.expand(List.of("@a/one"), directory)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void withoutASlashItIsAValue() {
        assertThat(ParameterFile.expand(List.of("@name", "user=@a/b"), directory))
                .containsExactly("@name", "user=@a/b");
    }

    @Test
    void aFileThatIncludesItselfOrIsMissingIsNamed() throws IOException {
        write("loop", "@./loop");
        assertThatThrownBy(() -> ParameterFile.expand(List.of("@./loop"), directory))
                .isInstanceOf(StartException.class)
                .hasMessage("@" + directory.resolve("loop") + ": the file includes itself");
        assertThatThrownBy(() -> ParameterFile.expand(List.of("@./none"), directory))
                .hasMessage("@" + directory.resolve("none") + ": the file cannot be read: no such file or directory");
    }
}
