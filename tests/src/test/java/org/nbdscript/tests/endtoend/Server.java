package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server that runs beside the test, on a unix socket in its directory. */
final class Server implements AutoCloseable {
    private final Process process;
    private final Path directory;
    private final Path log;

    private Server(Process process, Path directory, Path log) {
        this.process = process;
        this.directory = directory;
        this.log = log;
    }

    /** Starts a server on {@code directory/socket} and waits until it accepts. */
    static Server start(Path directory, String... arguments) {
        List<String> words = new ArrayList<>(List.of(Installation.nbdscript(), "-U", "socket", "-P", "pid"));
        words.addAll(List.of(arguments));
        return startAs(directory, words);
    }

    /** Starts a server that prints its URIs, where these arguments say, and waits until it accepts. */
    static Server startListening(Path directory, String... arguments) {
        List<String> words = new ArrayList<>(List.of(Installation.nbdscript(), "--print-uri", "-P", "pid"));
        words.addAll(List.of(arguments));
        return startAs(directory, words);
    }

    /** Starts a server with these words, which write the pid file {@code pid}, and waits until it accepts. */
    static Server startAs(Path directory, List<String> words) {
        try {
            Path log = Files.createTempFile(directory, "server", ".log");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Command.prepare(builder.environment());
            Server server = new Server(builder.start(), directory, log);
            Awaitility.await(String.join(" ", words))
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> Files.exists(directory.resolve("pid")) || !server.process.isAlive());
            assertThat(server.process.isAlive())
                    .as("running, but said:%n%s", server.log())
                    .isTrue();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URI of the default export. */
    String uri() {
        return uri("");
    }

    /** The URI of an export. */
    String uri(String export) {
        return "nbd+unix:///" + export + "?socket=" + directory.resolve("socket");
    }

    /** The TCP port of the first URI that it has printed. */
    String port() {
        return log().lines().findFirst().orElseThrow().replaceFirst(".*:", "");
    }

    /** All that it has printed. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    /** Ends it by a signal and asserts that it ends cleanly. */
    void stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("ended by SIGTERM; it said:%n%s", log())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(process.exitValue()).as("exit code; it said:%n%s", log()).isZero();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
