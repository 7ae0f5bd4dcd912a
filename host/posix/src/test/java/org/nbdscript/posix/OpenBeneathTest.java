package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenBeneathTest {
    private static final EnumSet<OpenFlag> READING = EnumSet.of(OpenFlag.READ_ONLY);

    @TempDir
    Path outside;

    private int directory;

    @BeforeEach
    void makeADirectoryWithLinks() throws IOException {
        Path inside = Files.createDirectory(outside.resolve("inside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(inside.resolve("file"), "plain");
        Files.createSymbolicLink(inside.resolve("sibling"), Path.of("file"));
        Files.createSymbolicLink(inside.resolve("escape"), Path.of("../secret"));
        Files.createSymbolicLink(inside.resolve("absolute"), outside.resolve("secret"));
        directory = Open.open(inside, EnumSet.of(OpenFlag.READ_ONLY, OpenFlag.DIRECTORY));
    }

    @AfterEach
    void closeTheDirectory() throws PosixException {
        Close.close(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sibling", "./file"})
    void whatStaysInsideIsOpened(String name) throws PosixException {
        int descriptor = OpenBeneath.open(directory, name, READING);
        assertThat(FileStatus.of(descriptor).size()).isEqualTo(5);
        Close.close(descriptor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "..", "escape", "absolute", "/etc/passwd", "../inside/file"})
    void whatLeadsOutIsRefused(String name) {
        assertThatThrownBy(() -> OpenBeneath.open(directory, name, READING))
                .isInstanceOf(PosixException.class)
                .hasMessageContaining("EXDEV")
                .hasMessageContaining(name);
    }

    @Test
    void aNameDoesNotEndAtANul() {
        assertThatThrownBy(() -> OpenBeneath.open(directory, "file\0.img", READING))
                .hasMessageContaining("EINVAL");
    }

    @Test
    void aPathOnlyDescriptorTellsTheStatusAndReadsNothing() throws PosixException {
        int descriptor = OpenBeneath.open(directory, "file", EnumSet.of(OpenFlag.PATH_ONLY));
        assertThat(FileStatus.of(descriptor).size()).isEqualTo(5);
        assertThatThrownBy(() -> Pread.read(descriptor, ByteBuffer.allocate(1), 0))
                .hasMessageContaining("EBADF");
        Close.close(descriptor);
    }

    @Test
    void theFallbackOpensPlainNamesOnly() throws PosixException {
        Close.close(OpenBeneath.openPlainName(directory, "file", READING));
        assertThatThrownBy(() -> OpenBeneath.openPlainName(directory, "../secret", READING))
                .hasMessageContaining("EXDEV");
        assertThatThrownBy(() -> OpenBeneath.openPlainName(directory, "..", READING))
                .hasMessageContaining("EXDEV");
        assertThatThrownBy(() -> OpenBeneath.openPlainName(directory, "escape", READING))
                .hasMessageContaining("ELOOP");
    }
}
