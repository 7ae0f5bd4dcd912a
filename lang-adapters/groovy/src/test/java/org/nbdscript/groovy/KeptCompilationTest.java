package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.GroovyClassLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.spi.CompiledScripts;
import org.nbdscript.fakes.FakeRead;
import org.nbdscript.fakes.FakeServices;

class KeptCompilationTest {
    private static final String DISK = """
            parameters = [size: [type: 'size', default: '1M']]

            class Pages {
                static int count() { 3 }
            }

            def getSize() {
                def count = { 512 * Pages.count() }
                return count()
            }

            def pread(buffer, offset) {
                throw new IllegalStateException('no')
            }
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void keepCompiledScripts() {
        file = directory.resolve("disk.groovy");
        System.setProperty(
                CompiledScripts.DIRECTORY, directory.resolve("compiled").toString());
    }

    @AfterEach
    void keepNone() {
        System.clearProperty(CompiledScripts.DIRECTORY);
    }

    /** Whether a load of the source had to compile it. */
    private boolean compiles(String source) throws IOException {
        Files.writeString(file, source);
        ScriptCompiler.Compiled compiled = ScriptCompiler.compile(file, new FakeServices());
        // The compiler makes a loader of its own for each source.
        return compiled.classes().getFirst().getClassLoader() instanceof GroovyClassLoader.InnerLoader;
    }

    @Test
    void aScriptIsCompiledOnce() throws IOException {
        assertThat(compiles(DISK)).isTrue();
        assertThat(compiles(DISK)).isFalse();
    }

    @Test
    void aKeptScriptIsTheSame() throws IOException {
        Files.writeString(file, DISK);
        LoadedScript compiled = LoadedScript.of(file);
        LoadedScript kept = LoadedScript.of(file);
        assertThat(compiles(DISK)).isFalse();

        for (LoadedScript script : new LoadedScript[] {compiled, kept}) {
            assertThat(script.open().size()).isEqualTo(1536);
            assertThatThrownBy(() -> FakeRead.bytes(script.open(), 0, 512))
                    .isInstanceOfSatisfying(
                            NbdException.class,
                            failure -> assertThat(failure.position()).hasToString(file + ":13"));
        }
        assertThat(kept.plugin().parameters()).isEqualTo(compiled.plugin().parameters());
    }

    @Test
    void aChangedScriptIsCompiledAnew() throws IOException {
        compiles(DISK);

        assertThat(compiles(DISK + "\n")).isTrue();
        assertThat(compiles(DISK)).isTrue();
    }

    @Test
    void aScriptThatUsesFilesBesideItIsNotKept() throws IOException {
        Files.writeString(directory.resolve("Sizes.groovy"), "class Sizes { static int of() { 512 } }");
        String source = "def getSize() { Sizes.of() }\ndef pread(buffer, offset) {}\n";
        compiles(source);

        assertThat(compiles(source)).isTrue();
    }

    @Test
    void aNewFileBesideAScriptThatItsNamesMayMeanHasItCompiledAnew() throws IOException {
        String source = """
                def getSize() {
                    try {
                        return Sizes.of()
                    } catch (MissingPropertyException e) {
                        return 1024
                    }
                }
                def pread(buffer, offset) {}
                """;
        compiles(source);
        assertThat(compiles(source)).isFalse();
        Files.writeString(directory.resolve("Unrelated.groovy"), "");
        assertThat(compiles(source)).isFalse();
        assertThat(LoadedScript.of(file).open().size()).isEqualTo(1024);

        Files.writeString(directory.resolve("Sizes.groovy"), "class Sizes { static int of() { 512 } }");
        assertThat(compiles(source)).isTrue();
        assertThat(LoadedScript.of(file).open().size()).isEqualTo(512);
    }

    @Test
    void aKeptScriptStillFindsFilesBesideItAtRunTime() throws IOException {
        Files.writeString(directory.resolve("Sizes.groovy"), "class Sizes { static int of() { 512 } }");
        String source = """
                def getSize() {
                    def loader = this.class.classLoader
                    def sizes = loader.loadClass('Sizes')
                    return sizes.is(loader.loadClass('Sizes')) ? sizes.of() : 1024
                }
                def pread(buffer, offset) {}
                """;
        compiles(source);
        assertThat(compiles(source)).isFalse();

        assertThat(LoadedScript.of(file).open().size()).isEqualTo(512);
    }

    @Test
    void otherSettingsOfTheCompilerHaveItCompiledAnew() throws IOException {
        compiles(DISK);
        System.setProperty("groovy.test", "x");
        try {
            assertThat(compiles(DISK)).isTrue();
        } finally {
            System.clearProperty("groovy.test");
        }
    }

    @Test
    void aScriptThatFetchesLibrariesIsNotKept() {
        assertThat(KeptCompilation.of(file, "@Grab('a:b:1') import a.B")).isNull();
    }

    @Test
    void withoutADirectoryNothingIsKept() {
        System.clearProperty(CompiledScripts.DIRECTORY);

        assertThat(KeptCompilation.of(file, DISK)).isNull();
    }
}
