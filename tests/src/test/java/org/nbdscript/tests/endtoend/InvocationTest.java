package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server is to whoever starts it. */
@Timeout(120)
class InvocationTest {
    @TempDir
    Path directory;

    @Test
    void withExitWithParentTheServerEndsCleanlyWhenItsParentIsKilled() throws Exception {
        requires("nbdinfo");
        String line = "'" + nbdscript() + "' --exit-with-parent -U socket -P pid memory 1M & wait";
        try (Server parent = Server.startAs(directory, List.of("bash", "-c", line))) {
            Command.in(directory, "nbdinfo", "--size", parent.uri()).run().succeeds();
            ProcessHandle server = ProcessHandle.of(Long.parseLong(
                            Files.readString(directory.resolve("pid")).strip()))
                    .orElseThrow();
            assertThat(server.pid()).isNotEqualTo(parent.process().pid());
            parent.process().destroyForcibly();
            server.onExit().get(30, TimeUnit.SECONDS);
            assertThat(directory.resolve("socket")).doesNotExist();
        }
    }

    /** What the server says on a terminal until it is told to end. */
    private String saidOnATerminal(String options) throws IOException {
        Path pid = directory.resolve("pid");
        Files.deleteIfExists(pid);
        String server = "'" + nbdscript() + "' " + options + " -U socket -P pid memory 1M";
        try (Server terminal =
                Server.startAs(directory, List.of("script", "--quiet", "--command", server, "/dev/null"))) {
            Command.shell(directory, "kill $(cat pid)").succeeds();
            Awaitility.await().until(() -> !terminal.process().isAlive());
            return terminal.log();
        }
    }

    @Test
    void onATerminalTheServerSaysWhatItServesUnlessItIsToBeQuiet() throws IOException {
        requires("script");
        assertThat(saidOnATerminal("")).contains("memory", "socket=" + directory.resolve("socket"));
        assertThat(saidOnATerminal("-q")).isEmpty();
    }

    /** Those of the languages are large, and each that is opened delays the command and the end. */
    @Test
    void aStartWithoutAScriptOpensNoJarsButItsOwn() {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "--filter=stats",
                        "memory",
                        "1M",
                        "statsfile=stats",
                        "--run",
                        "readlink /proc/$PPID/fd/* | grep '[.]jar$'")
                .run()
                .succeeds();
        assertThat(result.output().lines()).isNotEmpty().allMatch(jar -> jar.contains("/lib/nbdscript-"));
    }

    @Test
    void theUriOfTheCommandNamesTheExportThatIsGiven() {
        requires("nbdinfo");
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "-e",
                        "my disk",
                        "memory",
                        "1M",
                        "--run",
                        "echo \"$exportname\"; echo \"${uri%%\\?*}\"; nbdinfo --list \"$uri\" | grep size;"
                                + " nbdinfo --size \"$uri\"")
                .run()
                .succeeds();
        assertThat(result.output().lines())
                .startsWith("my disk", "nbd+unix:///my%20disk")
                .endsWith("1048576");
    }
}
