package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledScriptsTest {
    private static final byte[] KEY = bytes("key");
    private static final byte[] CODE = bytes("code");
    private static final Path SCRIPT = Path.of("disk.groovy");

    @TempDir
    private Path parent;

    private Path directory;
    private CompiledScripts scripts;

    @BeforeEach
    void chooseDirectory() {
        directory = parent.resolve("new/compiled");
        scripts = new CompiledScripts(directory);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void whatIsKeptIsFoundByItsFileAndKeyAlone() {
        assertThat(scripts.find(SCRIPT, KEY)).isNull();
        scripts.keep(SCRIPT, KEY, CODE);

        assertThat(scripts.find(SCRIPT, KEY)).isEqualTo(CODE);
        assertThat(scripts.find(SCRIPT, bytes("kez"))).isNull();
        assertThat(scripts.find(SCRIPT, bytes("longer key"))).isNull();
        assertThat(scripts.find(Path.of("other.groovy"), KEY)).isNull();
    }

    @Test
    void anotherKeyOfTheSameFileTakesThePlaceOfTheFirst() throws IOException {
        scripts.keep(SCRIPT, KEY, CODE);
        scripts.keep(SCRIPT, bytes("new key"), bytes("new code"));

        assertThat(scripts.find(SCRIPT, KEY)).isNull();
        assertThat(scripts.find(SCRIPT, bytes("new key"))).isEqualTo(bytes("new code"));
        assertThat(files()).hasSize(1);
    }

    @Test
    void whatIsDamagedIsNotThere() throws IOException {
        scripts.keep(SCRIPT, KEY, CODE);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThat(scripts.find(SCRIPT, KEY)).as("byte %d", i).isNull();
            Files.write(file, Arrays.copyOf(whole, i));
            assertThat(scripts.find(SCRIPT, KEY)).as("%d bytes", i).isNull();
        }
        Files.write(file, whole);
        assertThat(scripts.find(SCRIPT, KEY)).isEqualTo(CODE);
    }

    @Test
    void onlyItsOwnerCanReadOrWriteIt() throws IOException {
        scripts.keep(SCRIPT, KEY, CODE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void aDirectoryThatOthersMayWriteToIsNotUsed() throws IOException {
        scripts.keep(SCRIPT, KEY, CODE);
        for (String permissions : List.of("rwxrwx---", "rwx---rwx")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
            assertThat(scripts.find(SCRIPT, KEY)).as(permissions).isNull();
            scripts.keep(Path.of("other"), KEY, CODE);
            assertThat(files()).as(permissions).hasSize(1);
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsKept() throws IOException {
        Files.createFile(parent.resolve("new"));
        scripts.keep(SCRIPT, KEY, CODE);

        assertThat(scripts.find(SCRIPT, KEY)).isNull();
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws IOException {
        scripts.keep(SCRIPT, KEY, CODE);
        Files.setLastModifiedTime(files().getFirst(), FileTime.fromMillis(0));
        for (int i = 0; i < CompiledScripts.CAPACITY; i++) {
            scripts.keep(Path.of("disk" + i), KEY, CODE);
        }

        assertThat(files()).hasSize(CompiledScripts.CAPACITY);
        assertThat(scripts.find(SCRIPT, KEY)).isNull();
        assertThat(scripts.find(Path.of("disk0"), KEY)).isEqualTo(CODE);
    }
}
