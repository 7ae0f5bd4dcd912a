package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of today get along with a server that offers less, and see that it does. */
class HandshakeOptionsTest {
    @TempDir
    Path directory;

    private String run(String options, String command) {
        return Command.shell(directory, nbdscript() + " " + options + " memory 1M --run '" + command + "'")
                .succeeds()
                .output();
    }

    @Test
    void anOldstyleServerServesItsDefaultExport() {
        requires("nbdinfo", "nbdcopy", "nbdsh");
        assertThat(run(
                        "-o",
                        "nbdinfo \"$uri\"; nbdcopy /etc/services \"$uri\"; nbdcopy \"$uri\" - | cmp -n \"$(stat -c%s"
                                + " /etc/services)\" - /etc/services"))
                .contains("protocol: oldstyle", "export-size: 1048576", "is_read_only: false");
        assertThat(run("-o -r", "nbdsh -u \"$uri\" -c \"print(h.get_protocol(), h.is_read_only())\""))
                .isEqualTo("oldstyle True\n");
    }

    @Test
    void maskedHandshakeFlagsAreNotOffered() {
        requires("nbdsh");
        String ask = "nbdsh -u \"$uri\" -c \"print(h.get_protocol(), h.get_size())\"";
        assertThat(run("--mask-handshake=0", ask)).isEqualTo("newstyle 1048576\n");
        assertThat(run("--mask-handshake=1", ask)).isEqualTo("newstyle-fixed 1048576\n");
    }

    @Test
    void withoutStructuredRepliesThereAreSimpleOnes() {
        requires("nbdsh");
        String ask = "nbdsh --base-allocation -u \"$uri\" -c \"print(h.get_structured_replies_negotiated(),"
                + " h.can_meta_context(nbd.CONTEXT_BASE_ALLOCATION), h.pread(512, 0) == bytearray(512))\"";
        assertThat(run("--no-sr", ask)).isEqualTo("False False True\n");
        assertThat(run("--no-mc", ask)).isEqualTo("True False True\n");
        assertThat(run("-n", ask)).isEqualTo("True True True\n");
    }

    @Test
    void keepaliveIsSetOnTheSocketsOfClients() throws IOException {
        requires("nbdsh", "ss");
        // A connection shows one timer: until the client has acknowledged all, that is another.
        Files.writeString(directory.resolve("timers.py"), """
                import os, subprocess
                while True:
                    timers = subprocess.run(["ss", "-Htno", "sport", "=", ":" + os.environ["port"]],
                                            capture_output=True, text=True).stdout
                    if "timer:(on" not in timers:
                        break
                print(timers)
                """);
        String timers = "port=$port nbdsh -u \"$uri\" -c - <timers.py";
        assertThat(run("-i 127.0.0.1 -p 0 --keepalive-idle=50", timers)).containsPattern("timer:\\(keepalive,4\\d");
        assertThat(run("-i 127.0.0.1 -p 0", timers)).contains("ESTAB").doesNotContain("keepalive");
    }
}
