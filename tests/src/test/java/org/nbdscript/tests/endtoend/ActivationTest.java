package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and sockets that another process hands over: systemd, a super-server, a client that starts its server. */
class ActivationTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private void start(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        Command.prepare(builder.environment());
        started.add(builder.start());
    }

    private void awaitFile(String name) {
        Awaitility.await(name)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(directory.resolve(name)));
    }

    private Command.Result client(String... words) {
        return Command.in(directory, words).run().succeeds();
    }

    private String unix(String socket) {
        return "nbd+unix:///?socket=" + directory.resolve(socket);
    }

    /** A script that prints from Java, from the language, and from a process of its own. */
    private String talkative() throws IOException {
        Files.writeString(directory.resolve("talk.py"), """
                import subprocess, sys
                from java.lang import System
                print 'at the top'
                def get_size():
                    print 'in get_size'
                    sys.stdout.write('more\\n')
                    System.out.println('from Java')
                    subprocess.call(['echo', 'from a process'])
                    return 1 << 20
                def pread(buf, offset):
                    print 'in pread'
                """);
        return "talk.py";
    }

    @Test
    void clientsOfSocketsThatSystemdOpensAreServed() throws IOException {
        requires("systemd-socket-activate", "nbdinfo", "nbdcopy", "qemu-img", "nbd-client");
        start(
                "systemd-socket-activate",
                "-l",
                directory.resolve("one").toString(),
                "-l",
                directory.resolve("two").toString(),
                "--fdname=first:second",
                nbdscript(),
                "memory",
                "1M");
        awaitFile("two");
        for (String socket : List.of("one", "two")) {
            assertThat(client("nbdinfo", "--size", unix(socket)).output()).isEqualTo("1048576\n");
            assertThat(client("nbdinfo", "--list", unix(socket)).output()).contains("export-size: 1048576");
            client("nbdcopy", unix(socket), "null:");
            assertThat(client("qemu-img", "info", unix(socket)).output()).contains("virtual size: 1 MiB");
            client("nbd-client", "-l", "-unix", directory.resolve(socket).toString());
        }
        started.getFirst().destroy();
        assertThat(started.getFirst().onExit().join().exitValue()).isZero();
        assertThat(directory.resolve("one")).exists();
    }

    @Test
    void theUnitsOfTheManualAreThoseThatSystemdTakes() throws IOException {
        requires("systemd-analyze");
        String manual = Files.readString(Installation.directory().resolve("docs/service.md"));
        List<String> words = new ArrayList<>(List.of("systemd-analyze", "verify"));
        Matcher units =
                Pattern.compile("```ini title=(\\S+)\n(.*?)```", Pattern.DOTALL).matcher(manual);
        while (units.find()) {
            // It looks for the program, which is installed where the test finds it.
            String unit = units.group(2).replace("/usr/local/bin/nbdscript", nbdscript());
            words.add(Files.writeString(directory.resolve(units.group(1)), unit).toString());
        }
        assertThat(words).hasSize(5);
        Command.Result result = client(words.toArray(String[]::new));
        assertThat(result.output() + result.errors()).doesNotContain(directory.toString());
    }

    @Test
    void aClientCanStartItsServerByTheProtocolOfSystemd() {
        requires("nbdinfo", "nbdcopy");
        assertThat(client("nbdinfo", "--size", "--", "[", nbdscript(), "memory", "1M", "]")
                        .output())
                .isEqualTo("1048576\n");
        client("nbdcopy", "--", "[", nbdscript(), "memory", "1M", "]", "null:");
    }

    @Test
    void aSingleClientOnASocketHearsNothingOfWhatScriptsPrint() throws IOException {
        requires("nbdsh");
        Command.Result result = client(
                "nbdsh",
                "-c",
                "h.connect_command(['" + nbdscript() + "', '-s', '" + talkative() + "'])",
                "-c",
                "assert h.pread(512, 0) == bytearray(512)",
                "-c",
                "print(h.get_size())");
        assertThat(result.output()).isEqualTo("1048576\n");
        assertThat(result.errors())
                .contains("at the top", "in get_size", "more", "from Java", "from a process", "in pread");
    }

    @Test
    void aSingleClientOnPipesHearsNothingOfWhatScriptsPrintEither() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(nbdscript(), "-s", talkative())
                .directory(directory.toFile())
                .redirectError(directory.resolve("errors").toFile());
        Process server = builder.start();
        started.add(server);
        InputStream output = server.getInputStream();
        assertThat(new String(output.readNBytes(16), StandardCharsets.US_ASCII)).isEqualTo("NBDMAGICIHAVEOPT");
        server.getOutputStream().close();
        assertThat(output.readAllBytes()).hasSize(2);
        assertThat(server.waitFor()).isZero();
        assertThat(directory.resolve("errors")).content().contains("at the top");
    }

    @Test
    void eachClientOfASuperServerHasItsOwnServer() throws IOException {
        requires("socat", "setsid", "nbdinfo", "nbdcopy", "qemu-img", "nbd-client");
        String server = nbdscript() + " -s " + talkative();
        // In a process group of its own, since it ends its whole group.
        start("setsid", "socat", "UNIX-LISTEN:socket,fork", "EXEC:" + server);
        awaitFile("socket");
        assertThat(client("nbdinfo", "--size", unix("socket")).output()).isEqualTo("1048576\n");
        assertThat(client("nbdinfo", "--list", unix("socket")).output()).contains("export-size: 1048576");
        client("nbdcopy", unix("socket"), "null:");
        assertThat(client("qemu-img", "info", unix("socket")).output()).contains("virtual size: 1 MiB");
        client("nbd-client", "-l", "-unix", directory.resolve("socket").toString());
        assertThat(directory.resolve("log")).content().contains("in get_size");
    }

    /** As under inetd, where all three streams are the socket. */
    @Test
    void aClientThatIsStandardErrorTooHearsNoMessages() throws IOException {
        requires("python3");
        Files.writeString(directory.resolve("inetd.py"), """
                import socket, subprocess, sys
                ours, theirs = socket.socketpair()
                server = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=theirs, stderr=theirs)
                theirs.close()
                ours.sendall(b'rubbish' * 100)
                received = b''
                while True:
                    more = ours.recv(4096)
                    if not more:
                        break
                    received += more
                print(len(received), received[:16].decode(), server.wait())
                """);
        Command.Result result = client("python3", "inetd.py", nbdscript(), "-v", "-s", talkative());
        assertThat(result.output()).isEqualTo("18 NBDMAGICIHAVEOPT 0\n");
    }

    @Test
    void aClientWhoseHandshakeIsOverReadsAndWrites() throws IOException {
        requires("python3");
        Files.writeString(directory.resolve("client.py"), """
                import socket, struct, subprocess, sys
                ours, theirs = socket.socketpair()
                fd = str(theirs.fileno())
                server = subprocess.Popen(
                    [word.replace('FD', fd) for word in sys.argv[1:]], pass_fds=[theirs.fileno()])
                theirs.close()
                def call(command, offset, length, data=b'', answer=0):
                    ours.sendall(struct.pack('>IHHQQI', 0x25609513, 0, command, 77, offset, length) + data)
                    magic, error, cookie = struct.unpack('>IIQ', ours.recv(16, socket.MSG_WAITALL))
                    assert (magic, cookie) == (0x67446698, 77)
                    return error or ours.recv(answer, socket.MSG_WAITALL)
                print(call(1, 4096, 5, b'hello') or 'written')
                print(call(0, 4096, 5, answer=5).decode())
                print(call(0, 1 << 20, 512))
                print(call(3, 0, 0) or 'flushed')
                ours.sendall(struct.pack('>IHHQQI', 0x25609513, 0, 2, 78, 0, 0))
                print(server.wait())
                """);
        Command.Result result = client(
                "python3", "client.py", nbdscript(), "--transmission", "fd=FD,size=1M,flags=flush", "memory", "2M");
        assertThat(result.output().lines()).containsExactly("written", "hello", "22", "flushed", "0");
    }

    @Test
    void aTransmissionThatTheExportDoesNotFitIsRefusedWithTheReason() throws IOException {
        requires("python3");
        Files.writeString(directory.resolve("client.py"), """
                import socket, subprocess, sys
                ours, theirs = socket.socketpair()
                fd = str(theirs.fileno())
                words = [word.replace('FD', fd) for word in sys.argv[1:]]
                sys.exit(subprocess.call(words, pass_fds=[theirs.fileno()]))
                """);
        Command.Result result = Command.in(
                        directory, "python3", "client.py", nbdscript(), "--transmission", "fd=FD,size=2M", "null", "1M")
                .run()
                .endsWith(1);
        assertThat(result.errors()).contains("was told a size of 2097152, but the export has 1048576");
    }

    @Test
    void theServerEndsWithItsLastClient() {
        requires("nbdinfo");
        try (Server server = Server.start(directory, "--exit-last", "memory", "1M")) {
            client("nbdinfo", "--size", server.uri());
            assertThat(server.process().onExit().join().exitValue()).isZero();
        }
    }

    @Test
    void withAGraceTheServerOutlivesTheConnectionsOfOneClient() {
        requires("nbdinfo", "nbdcopy");
        try (Server server = Server.start(directory, "--exit-last-grace=3", "memory", "1M")) {
            client("nbdinfo", "--list", server.uri());
            client("nbdcopy", server.uri(), "null:");
            assertThat(server.process().onExit().join().exitValue()).isZero();
        }
    }

    @Test
    void clientsBeyondTheLimitWaitOrAreRefused() throws IOException {
        requires("nbdsh");
        String two = "g = nbd.NBD()\ng.connect_uri('URI')\nprint('served')";
        try (Server server = Server.start(directory, "--max-connections=1", "memory", "1M")) {
            Command.Result refused = Command.in(
                            directory, "nbdsh", "-u", server.uri(), "-c", two.replace("URI", server.uri()))
                    .run();
            assertThat(refused.exitCode()).isNotZero();
            assertThat(server.log()).contains("is turned away");
            server.stop();
        }
        Files.delete(directory.resolve("pid"));
        try (Server server = Server.start(directory, "--max-connections=1", "--when-full=wait", "memory", "1M")) {
            String line = "nbdsh -u 'URI' -c 'print(1)' & " + "nbdsh -u 'URI' -c 'print(2)' & wait";
            assertThat(Command.shell(directory, line.replace("URI", server.uri()))
                            .succeeds()
                            .output()
                            .lines())
                    .containsExactlyInAnyOrder("1", "2");
            server.stop();
        }
    }
}
