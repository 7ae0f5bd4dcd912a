package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.tests.endtoend.Installation.Language;

/** {@code --jit}: who has it, that it compiles, and who is told to use it. */
class CompilerTest {
    private static final String TEN_READS = "nbdsh -u '%s' -c 'for i in range(10): h.pread(65536, 0)'";

    @TempDir
    private Path directory;

    private Path loop;

    @BeforeEach
    void writeScriptThatLoops() throws IOException {
        loop = directory.resolve("loop.js");
        Files.writeString(loop, """
                export function getSize() { return 65536; }
                export function pread(buf, offset) {
                    for (let i = 0; i < buf.length; i++) buf[i] = (offset + i * 31) & 0xff;
                }
                """);
    }

    private Command.Result nbdscript(String... arguments) {
        return Command.in(directory, arguments).run();
    }

    private String engine(String... option) {
        String words = String.join(" ", option);
        return Command.shell(directory, Installation.nbdscript() + " " + words + " --dump-plugin " + loop)
                .succeeds()
                .output()
                .lines()
                .filter(line -> line.startsWith("engine="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theEngineInUseIsShown() {
        assertThat(engine()).matches("engine=GraalJS [0-9.]+, interpreted");
        assertThat(engine("--jit")).matches("engine=GraalJS [0-9.]+, compiled");
        assertThat(nbdscript(Installation.nbdscript(), "--jit", "--version", loop.toString())
                        .succeeds()
                        .output())
                .containsPattern("\nloop .* \\(javascript: GraalJS [0-9.]+, compiled\\)\n");
    }

    @Test
    void withJitAScriptThatLoopsIsCompiledAndRight() {
        Installation.requires("nbdsh");
        try (Server server = Server.startAs(
                directory,
                List.of(
                        "env",
                        "NBDSCRIPT_JAVA_OPTS=-Dpolyglot.engine.TraceCompilation=true"
                                + " -Dpolyglot.engine.AllowExperimentalOptions=true",
                        Installation.nbdscript(),
                        "--jit",
                        "-U",
                        "socket",
                        "-P",
                        "pid",
                        loop.toString()))) {
            await().atMost(Duration.ofMinutes(4)).until(() -> {
                Command.shell(directory, TEN_READS.formatted(server.uri())).succeeds();
                return server.log().contains("opt done");
            });
            Command.shell(
                            directory,
                            "nbdsh -u '" + server.uri()
                                    + "' -c 'assert h.pread(1000, 512) == bytes((512 + i * 31) & 0xff for i in range(1000))'")
                    .succeeds();
            assertThat(server.log()).doesNotContain("--jit compiles", "WARNING");
            server.stop();
        }
    }

    @Test
    void aScriptThatSpendsItsTimeInInterpretedLoopsIsToldOfJitOnce() {
        Installation.requires("nbdsh");
        try (Server server = Server.start(directory, loop.toString())) {
            await().atMost(Duration.ofMinutes(4)).until(() -> {
                Command.shell(directory, "nbdsh -u '" + server.uri() + "' -c 'for i in range(100): h.pread(65536, 0)'")
                        .succeeds();
                return server.log().contains("warning");
            });
            assertThat(server.log())
                    .containsOnlyOnce(
                            "loop.js: it spends its time in loops, which are interpreted: --jit compiles them");
            server.stop();
        }
    }

    @Test
    void scriptsThatAreFiltersAreCompiledToo() {
        String filter = Installation.directory()
                .resolve("sample-scripts/javascript/filters/uppercase.js")
                .toString();
        assertThat(nbdscript(Installation.nbdscript(), "--jit", "--version", "--filter=" + filter, "memory")
                        .output())
                .containsPattern("javascript: GraalJS [0-9.]+, compiled");
    }

    @Test
    void jitIsRefusedWhereItHasNoEffect() {
        assertThat(nbdscript(Installation.nbdscript(), "--jit", "memory", "1M")
                        .endsWith(1)
                        .errors())
                .isEqualTo("nbdscript: error: --jit is for scripts in JavaScript; no script is served\n");
        String python = Installation.sample(Language.PYTHON, "ramdisk");
        assertThat(nbdscript(Installation.nbdscript(), "--jit", python, "1M")
                        .endsWith(1)
                        .errors())
                .isEqualTo("nbdscript: error: --jit is for scripts in JavaScript; the JVM itself compiles python\n");
    }
}
