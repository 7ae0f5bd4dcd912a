package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients that everybody uses, where they are installed. */
@Timeout(60)
class StandardClientsTest {
    private final FakeDisk disk = new FakeDisk(1 << 20);

    private static void requireProgram(String name) {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", name)) || Files.isExecutable(Path.of("/usr/local/bin", name)),
                name + " is not installed");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Python scripts among the clients need the system's Python, whatever else is installed.
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/local/bin");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String uri(ServerFixture server) {
        return "nbd+unix:///?socket=" + server.socket;
    }

    @Test
    void nbdinfoShowsSizeAndCapabilities() throws Exception {
        requireProgram("nbdinfo");
        try (ServerFixture server = new ServerFixture(disk)) {
            String output = run("nbdinfo", uri(server));
            assertThat(output)
                    .contains("newstyle-fixed without TLS, using structured packets")
                    .contains("export-size: 1048576 (1M)")
                    .contains("base:allocation")
                    .contains("can_fast_zero: true", "can_multi_conn: true", "can_cache: true", "can_fua: true");
        }
    }

    @Test
    void nbdshReadsAndWrites() throws Exception {
        requireProgram("nbdsh");
        try (ServerFixture server = new ServerFixture(disk)) {
            String output = run(
                    "nbdsh",
                    "-u",
                    uri(server),
                    "-c",
                    "h.pwrite(b'hello', 1000)",
                    "-c",
                    "print(h.pread(5, 1000))",
                    "-c",
                    "h.flush()",
                    "-c",
                    "h.zero(4096, 8192)",
                    "-c",
                    "print(h.pread(4096, 8192) == bytearray(4096))");
            assertThat(output).isEqualTo("bytearray(b'hello')\nTrue\n");
        }
    }

    @Test
    void qemuIoVerifiesItsPatterns() throws Exception {
        requireProgram("qemu-io");
        try (ServerFixture server = new ServerFixture(disk)) {
            String output = run(
                    "qemu-io",
                    "-f",
                    "raw",
                    uri(server),
                    "-c",
                    "write -P 0x5a 64k 256k",
                    "-c",
                    "write -z 128k 64k",
                    "-c",
                    "read -P 0x5a 64k 64k",
                    "-c",
                    "read -P 0 128k 64k",
                    "-c",
                    "flush");
            assertThat(output).contains("read 65536/65536").doesNotContain("Pattern verification failed");
        }
    }
}
