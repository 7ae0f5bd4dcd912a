package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own: exit codes, streams, signals, and what is left behind. */
class ProgramProcessTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    private record Result(int exitCode, String output, String errors) {}

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        started.add(process);
        return process;
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    private Result end(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(directory.resolve("output")),
                Files.readString(directory.resolve("errors")));
    }

    private void awaitFile(String name) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> Files.exists(directory.resolve(name)));
    }

    @Test
    void theExitCodeOfTheCommandIsPassedOnAndNothingIsLeft() throws Exception {
        Result result = run("null", "1M", "--run", "echo \"$uri|$port|$tls\"; test -S \"$unixsocket\" && exit 7");
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.output()).matches("nbd\\+unix:///\\?socket=.*/socket\\|\\|\n");
        assertThat(result.errors()).isEmpty();
        try (var left = Files.list(directory)) {
            assertThat(left).map(path -> path.getFileName().toString()).containsExactlyInAnyOrder("output", "errors");
        }
    }

    @Test
    void aCommandThatASignalEndsGives128AndItsNumber() throws Exception {
        assertThat(run("null", "--run", "kill -KILL $$").exitCode()).isEqualTo(128 + 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void aSignalEndsTheServerCleanly(String signal) throws Exception {
        assumeFalse(
                signal.equals("HUP") && isHangupIgnored(),
                "whoever started the tests has SIGHUP ignored, which the server then does too");
        Process process = start("memory", "1M", "-U", "socket", "-P", "pid");
        awaitFile("pid");
        assertThat(directory.resolve("pid")).hasContent(process.pid() + "\n");
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("socket")))) {
            assertThat(client.isConnected()).isTrue();
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(end(process)).isEqualTo(new Result(0, "", ""));
        }
        assertThat(directory.resolve("socket")).doesNotExist();
    }

    /** What is ignored is inherited: nohup starts all its descendants so. */
    private static boolean isHangupIgnored() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            String mask = status.filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElse("SigIgn: 0");
            return (Long.parseUnsignedLong(mask.substring("SigIgn:".length()).strip(), 16) & 1) != 0;
        }
    }

    @Test
    void aPortThatTheSystemChoseIsPrinted() throws Exception {
        Result result = run("-p", "0", "-i", "127.0.0.1", "--print-uri", "null", "--run", "echo $port");
        List<String> lines = result.output().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("nbd://127.0.0.1:" + lines.getLast());
        assertThat(lines.getLast()).matches("[1-9][0-9]*");
    }

    @Test
    void theDaemonIsReadyWhenTheCommandReturns() throws Exception {
        Result result = run("--daemon", "-U", "socket", "-P", "pid", "--print-uri", "memory", "1M");
        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.output()).startsWith("nbd+unix:///?socket=" + directory.resolve("socket") + "\n");
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("socket")))) {
            assertThat(client.isConnected()).isTrue();
            assertThat(Path.of("/proc/" + pid + "/cwd").toRealPath()).isEqualTo(Path.of("/"));
        } finally {
            daemon.destroy();
        }
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> !daemon.isAlive());
        assertThat(directory.resolve("socket")).doesNotExist();
    }

    @Test
    void aDaemonThatCannotStartSaysWhy() throws Exception {
        Files.createFile(directory.resolve("socket"));
        Result result = run("--daemon", "-U", "socket", "memory", "1M");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).contains("the file exists already");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory size=5X colour=red | colour: there is no such parameter",
                "memry                     | there is no plugin memry; did you mean memory?",
                "none.js                   | there is no",
                "memory 1M -U no/socket    | cannot listen on the unix socket",
                "memory 1M -P no/pid -U s  | --pidfile: ",
            })
    void aStartThatFailsIsOneMessageWithoutStackTrace(String arguments, String message) throws Exception {
        Result result = run(arguments.strip().split(" +", -1));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .startsWith("nbdscript: error: ")
                .contains(message)
                .doesNotContain("\tat ");
    }

    @Test
    void helpAndVersionPrintToStandardOutput() throws Exception {
        assertThat(run("--help").output()).startsWith(ProgramHelp.options()).contains("\n  memory ");
        assertThat(run("--version", "null").output()).matches("nbdscript [0-9.]+(-SNAPSHOT)?\nnull [^\n]*\n");
    }
}
