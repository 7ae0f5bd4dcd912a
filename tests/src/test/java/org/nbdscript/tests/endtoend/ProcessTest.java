package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.requiresRoot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of the server: whom it acts as, where its messages go, and how it holds its memory. */
class ProcessTest {
    @TempDir
    Path directory;

    private static List<String> status(long process, String key) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
            return threads.map(thread -> statusOf(thread, key)).distinct().toList();
        }
    }

    private static String statusOf(Path thread, String key) {
        try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip().replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return ""; // the thread has ended
        }
    }

    @Test
    void allThreadsBecomeTheUserBeforeThePidFileIsWritten() throws IOException {
        requiresRoot("do this");
        requires("nbdinfo");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Server server = Server.start(directory, "--user=daemon", "memory", "1M")) {
            long process = server.process().pid();
            assertThat(Files.getOwner(directory.resolve("pid")).getName()).isEqualTo("daemon");
            Command.in(directory, "nbdinfo", "--size", server.uri()).run().succeeds();
            assertThat(status(process, "Uid")).filteredOn(uid -> !uid.isEmpty()).containsOnly("1 1 1 1");
            assertThat(status(process, "Gid")).filteredOn(gid -> !gid.isEmpty()).containsOnly("1 1 1 1");
            assertThat(status(process, "CapEff"))
                    .filteredOn(set -> !set.isEmpty())
                    .containsOnly("0000000000000000");
            server.stop();
            assertThat(directory.resolve("socket")).doesNotExist();
        }
    }

    @Test
    void theCommandOfRunStaysRootsAndReachesThePrivateSocketOfAServerThatBecomesAnotherUser() {
        requiresRoot("do this");
        requires("nbdinfo");
        Command.Result result = Command.in(directory, nbdscript(), "--user=daemon", "memory", "1M", "--run", """
                        nbdinfo --size "$uri"; id -un
                        grep ^Uid: /proc/$PPID/status; exit 7""")
                .run()
                .endsWith(7);
        assertThat(result.output().lines()).containsExactly("1048576", "root", "Uid:\t1\t1\t1\t1");
    }

    @Test
    void aSignalReachesTheCommandOfRunThoughTheServerHasBecomeAnotherUser() throws Exception {
        requiresRoot("do this");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        String command = "trap 'kill $!; echo told >told; exit 5' TERM; sleep 100 & touch ready; wait; exit 6";
        try (Server server = Server.start(directory, "--user=daemon", "memory", "1M", "--run", command)) {
            Awaitility.await().until(() -> Files.exists(directory.resolve("ready")));
            server.process().destroy();
            assertThat(server.process().waitFor()).isEqualTo(5);
            assertThat(directory.resolve("told")).hasContent("told\n");
        }
    }

    @Test
    void aGroupThatIsGivenIsTheOnlyOne() throws IOException {
        requiresRoot("do this");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Server server = Server.start(directory, "-u", "65534", "-g", "daemon", "null")) {
            long process = server.process().pid();
            assertThat(status(process, "Uid"))
                    .filteredOn(uid -> !uid.isEmpty())
                    .containsOnly("65534 65534 65534 65534");
            assertThat(status(process, "Gid")).filteredOn(gid -> !gid.isEmpty()).containsOnly("1 1 1 1");
            assertThat(statusOf(Path.of("/proc/" + process), "Groups")).isEqualTo("1");
        }
    }

    @Test
    void aPrivateSocketIsTheNewUsersAndIsRemoved() {
        requiresRoot("do this");
        requires("nbdinfo");
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "--user=daemon",
                        "memory",
                        "1M",
                        "--run",
                        "nbdinfo --size \"$uri\"; stat -c %U \"$unixsocket\"; echo \"$unixsocket\"")
                .run()
                .succeeds();
        List<String> lines = result.output().lines().toList();
        assertThat(lines).startsWith("1048576", "daemon");
        assertThat(Path.of(lines.get(2)).getParent()).doesNotExist();
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void anUnknownUserAndOneWithoutAGroupAreRefused() {
        assertThat(Command.in(directory, nbdscript(), "--user=nobody-at-all", "null")
                        .run()
                        .endsWith(1)
                        .errors())
                .isEqualTo("nbdscript: error: --user: there is no user 'nobody-at-all'\n");
        assertThat(Command.in(directory, nbdscript(), "--user=123456", "null")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains("give --group too");
    }

    @Test
    void swapLocksTheMemoryAndSparesTheProcess() throws IOException {
        requiresRoot("do this");
        requires("nbdcopy");
        try (Server server = Server.start(directory, "--swap", "memory", "64M")) {
            Path process = Path.of("/proc/" + server.process().pid());
            assertThat(kibibytes(process, "VmLck")).isGreaterThan(64 << 10);
            assertThat(kibibytes(process, "VmSwap")).isZero();
            String score = Files.readString(process.resolve("oom_score_adj")).strip();
            Command.shell(
                            directory,
                            "head -c 64M /dev/urandom >in; nbdcopy in '" + server.uri() + "'; nbdcopy '" + server.uri()
                                    + "' out; cmp in out")
                    .succeeds();
            server.stop();
            // Containers often do not let even root do this.
            boolean isPermitted = Command.in(directory, "sh", "-c", "echo -1000 >/proc/self/oom_score_adj")
                            .run()
                            .exitCode()
                    == 0;
            if (isPermitted) {
                assertThat(score).isEqualTo("-1000");
            } else {
                assertThat(server.log())
                        .contains("warning: --swap: the system may end this process when memory is short")
                        .contains("CAP_SYS_RESOURCE");
            }
        }
    }

    private static long kibibytes(Path process, String key) {
        return Long.parseLong(statusOf(process, key).replace(" kB", ""));
    }

    @Test
    void swapWithoutThePermissionSaysWhatIsMissing() {
        requiresRoot("do this");
        requires("setpriv");
        assertThat(Command.in(
                                directory,
                                "setpriv",
                                "--bounding-set=-ipc_lock,-sys_resource",
                                nbdscript(),
                                "--swap",
                                "null")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains("--swap: the memory of the server cannot be locked: mlockall: ")
                .contains("CAP_IPC_LOCK");
    }

    private void throwing(String name) throws IOException {
        Files.writeString(directory.resolve(name), """
                def get_size(): return 4096
                def pread(buf, offset): raise ValueError("no data" + "\\n" * (offset // 512))
                """);
    }

    @Test
    void messagesWithAnyNumberOfNewlinesAtTheEndGiveTheSameLine() throws IOException {
        requires("nbdsh");
        throwing("newlines.py");
        try (Server server = Server.start(directory, "newlines.py")) {
            Command.in(directory, "nbdsh", "-u", server.uri(), "-c", """
                            for i in range(3):
                                try:
                                    h.pread(512, 512 * i)
                                except nbd.Error as e:
                                    print(e.errno)
                            """).run().succeeds();
            server.stop();
            List<String> lines = server.log().lines().toList();
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("nbdscript: error: "))
                    .hasSize(3);
            assertThat(lines)
                    .filteredOn(line -> !line.startsWith("nbdscript: error: "))
                    .allMatch(line -> line.startsWith("    ") && !line.isBlank());
            assertThat(lines.stream()
                            .filter(line -> line.startsWith("nbdscript"))
                            .map(line -> line.replaceFirst("offset=\\d+ ", ""))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void aJsonLogInAFileIsReadByProgramsAndKeepsStandardErrorFree() throws IOException {
        requires("nbdsh");
        throwing("reading.py");
        Path log = directory.resolve("log.json");
        try (Server server =
                Server.start(directory, "--log=" + log, "--log-format=json", "--name=disk", "reading.py")) {
            Command.in(
                            directory,
                            "nbdsh",
                            "-u",
                            server.uri(),
                            "-c",
                            "try:\n  h.pread(512, 1024)\nexcept nbd.Error: pass")
                    .run()
                    .succeeds();
            server.stop();
            assertThat(server.log()).isEmpty();
        }
        Command.Result parsed = Command.shell(directory, """
                /usr/bin/python3 -c '
                import json, sys
                for line in open("log.json"):
                    event = json.loads(line)
                    print(event["level"], event["name"], event["message"].count("no data"))'
                """).succeeds();
        assertThat(parsed.output()).isEqualTo("error disk 1\n");
    }

    @Test
    void theLogOfTheSystemTakesErrorsOneLineARecord() throws IOException {
        requiresRoot("do this");
        requires("unshare", "nbdsh");
        throwing("syslog.py");
        Files.writeString(directory.resolve("syslogd.py"), """
                import socket
                listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                listener.bind("/dev/log")
                open("listening", "w").close()
                with open("records", "wb", 0) as records:
                    while True:
                        records.write(listener.recv(65536).rstrip(b"\\0") + b"\\n")
                """);
        // A /dev of its own, where nobody listens yet.
        Command.shell(directory, """
                timeout 60 unshare -m bash -euo pipefail -c '
                mkdir dev; mount -t tmpfs none dev
                for file in null zero full random urandom; do touch dev/$file; mount --bind /dev/$file dev/$file; done
                ln -s /proc/self/fd dev/fd; mkdir dev/shm; mount --rbind dev /dev
                /usr/bin/python3 syslogd.py & listener=$!
                until test -e listening; do kill -0 $listener; done
                "$0" --log=syslog --name=disk syslog.py --run "nbdsh -u \\"\\$uri\\" -c \\"h.pread(512, 0)\\" || true"
                kill $listener' "%s"
                """.formatted(nbdscript())).succeeds();
        Awaitility.await()
                .until(() -> Files.readString(directory.resolve("records")).contains("no data"));
        assertThat(Files.readAllLines(directory.resolve("records")))
                .first()
                .asString()
                .matches("<27>.* nbdscript-disk\\[\\d+\\]: error: .*pread.*no data");
    }

    @Test
    void debugFlagsLetVerboseMessagesShowCalls() {
        requires("nbdsh");
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "-v",
                        "-D",
                        "nbdscript.backend.datapath=1",
                        "-D",
                        "nbdkit.backend_controlpath=1",
                        "-D",
                        "memory.none=1",
                        "memory",
                        "1M",
                        "--run",
                        "nbdsh -u \"$uri\" -c 'h.pwrite(b\"x\" * 512, 1024, nbd.CMD_FLAG_FUA)'")
                .run()
                .succeeds();
        assertThat(result.errors())
                .contains("debug: preconnect ", "debug: open export='' readonly=false", "debug: close")
                .contains("debug: pwrite count=512 offset=1024 flags=")
                .contains("warning: --debug: nothing here has a debug flag memory.none");
    }

    @Test
    void aFailedStartIsSaidToWhoeverStartsItWhereverMessagesGo() {
        assertThat(Command.in(directory, nbdscript(), "--log=null", "memory", "5X")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains("expected a size");
    }
}
