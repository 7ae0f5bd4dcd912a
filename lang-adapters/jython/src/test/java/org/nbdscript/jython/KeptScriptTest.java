package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.spi.CompiledScripts;
import org.nbdscript.fakes.FakeRead;
import org.python.core.PySystemState;

class KeptScriptTest {
    private static final String DISK = """
            parameters = {'size': dict(type='size', default='1M')}

            def get_size():
                return sum([512 for page in range(3)])

            def pread(buf, offset):
                raise ValueError('no')
            """;

    @TempDir
    private Path directory;

    private Path kept;

    @BeforeEach
    void keepCompiledScripts() {
        kept = directory.resolve("compiled");
        System.setProperty(CompiledScripts.DIRECTORY, kept.toString());
    }

    @AfterEach
    void keepNone() {
        System.clearProperty(CompiledScripts.DIRECTORY);
    }

    /** Whether a load of the source had to compile it, so that it was kept anew. */
    private boolean compiles(String source) throws IOException {
        FileTime past = FileTime.fromMillis(0);
        for (Path file : keptFiles()) {
            Files.setLastModifiedTime(file, past);
        }
        TestScript.of(directory, source);
        for (Path file : keptFiles()) {
            if (!Files.getLastModifiedTime(file).equals(past)) {
                return true;
            }
        }
        return false;
    }

    private List<Path> keptFiles() throws IOException {
        if (!Files.exists(kept)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }

    @Test
    void aScriptIsCompiledWhenItIsNewOrHasChangedAndNotElse() throws IOException {
        assertThat(compiles(DISK)).isTrue();
        assertThat(compiles(DISK)).isFalse();
        assertThat(compiles(DISK + "\n")).isTrue();
        assertThat(compiles(DISK)).isTrue();
    }

    @Test
    void aKeptScriptIsTheSame() throws IOException {
        TestScript compiled = TestScript.of(directory, DISK);
        TestScript found = TestScript.of(directory, DISK);
        assertThat(compiles(DISK)).isFalse();

        for (TestScript script : List.of(compiled, found)) {
            assertThat(script.open().size()).isEqualTo(1536);
            assertThatThrownBy(() -> FakeRead.bytes(script.open(), 0, 512))
                    .isInstanceOfSatisfying(
                            NbdException.class,
                            failure ->
                                    assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":7"));
        }
        assertThat(found.plugin.parameters()).isEqualTo(compiled.plugin.parameters());
    }

    @Test
    void otherSettingsHaveItCompiledAnew() throws IOException {
        compiles(DISK);
        PySystemState.registry.setProperty("python.test", "x");
        try {
            assertThat(compiles(DISK)).isTrue();
        } finally {
            PySystemState.registry.remove("python.test");
        }
    }

    @Test
    void whatTheCompilerWarnsOfIsNotKept() throws IOException {
        String source = "count = 1\ndef change():\n    count = 2\n    global count\n" + DISK;

        assertThat(compiles(source)).isFalse();
        assertThat(keptFiles()).isEmpty();
    }

    @Test
    void whatCannotBeCompiledIsRefusedAtEachStart() throws IOException {
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> TestScript.of(directory, "return 1\n"))
                    .isInstanceOf(ScriptException.class)
                    .hasMessageContaining(":1: SyntaxError: ");
        }
        assertThat(keptFiles()).isEmpty();
    }

    @Test
    void withoutADirectoryNothingIsKept() throws IOException {
        System.clearProperty(CompiledScripts.DIRECTORY);

        assertThat(compiles(DISK)).isFalse();
        assertThat(kept).doesNotExist();
    }
}
