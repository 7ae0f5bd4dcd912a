package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** What the clients of libnbd, qemu and the kernel's tools see. */
class ClientsTest {
    @TempDir
    Path directory;

    private Command.Result run(String command, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = nbdscript();
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--run";
        all[words.length + 2] = command;
        return Command.in(directory, all).run();
    }

    @ParameterizedTest
    @EnumSource
    void nbdinfoShowsARamdiskScript(Language language) {
        requires("nbdinfo");
        Command.Result result =
                run("nbdinfo \"$uri\"", sample(language, "ramdisk"), "size=64M").succeeds();
        assertThat(result.output())
                .contains(
                        "newstyle-fixed",
                        "structured",
                        "export-size: 67108864",
                        "is_read_only: false",
                        "can_zero: true");
        assertThat(result.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4", "-6"})
    void eachFamilyOfTcpCanBeChosen(String family) {
        requires("nbdinfo", "ss");
        Command.Result result = run(
                        "nbdinfo --size \"$uri\" && ss -Hltn \"sport = :$port\"", family, "-p", "0", "memory", "1M")
                .succeeds();
        assertThat(result.output()).startsWith("1048576\n");
        assertThat(result.output().contains("[::]") || result.output().contains("*:"))
                .isEqualTo(family.equals("-6"));
    }

    @Test
    void qemuIoReadsWritesZeroesAndDiscards() {
        requires("qemu-io");
        Command.Result result = run("""
                        qemu-io -f raw "$uri" -c 'write -P 0x5a 4k 8k' -c 'read -P 0x5a 4k 8k' -c 'write -z 6k 2k' \
                            -c 'read -P 0 6k 2k' -c 'read -P 0x5a 4k 2k' -c 'discard 8k 4k' -c 'flush' -c 'write -f -P 1 0 512'
                        """, "memory", "1M").succeeds();
        assertThat(result.output()).doesNotContain("failed", "error");
    }

    @Test
    void qemuImgMapsHolesAndData() {
        requires("qemu-img", "qemu-io");
        Command.Result result = run(
                        "qemu-io -f raw \"$uri\" -c 'write -P 1 1M 1M' >/dev/null && qemu-img map --output=json -f raw \"$uri\"",
                        "memory",
                        "4M")
                .succeeds();
        assertThat(result.output())
                .contains(
                        "\"start\": 0, \"length\": 1048576",
                        "\"start\": 1048576, \"length\": 1048576",
                        "\"data\": true");
    }

    @Test
    void aReadOnlyServerRefusesWritesWithEperm() {
        requires("nbdsh");
        Command.Result result = run("""
                        nbdsh -u "$uri" -c '
                        assert h.is_read_only()
                        h.set_strict_mode(0)
                        try:
                            h.pwrite(b"x" * 512, 0)
                            print("written")
                        except nbd.Error as e:
                            print(e.errno)
                        print(h.pread(4, 0))
                        '
                        """, "-r", "memory", "1M").succeeds();
        assertThat(result.output()).contains("EPERM", "bytearray(b'\\x00\\x00\\x00\\x00')");
    }

    @Test
    void aReadThatStraddlesTheEndGivesTheValidPartAndThenTheErrorsOffset() {
        requires("nbdsh");
        Command.Result result = run("""
                        nbdsh -u "$uri" -c '
                        h.set_strict_mode(0)
                        seen = []
                        def chunk(data, offset, status, error):
                            seen.append((status, offset, len(data)))
                        try:
                            h.pread_structured(1024, 1048576 - 512, chunk)
                        except nbd.Error as e:
                            print(e.errno)
                        print(seen)
                        '
                        """, "memory", "1M").succeeds();
        assertThat(result.output()).contains("EINVAL", "1048064, 512", "(" + 3 + ", 1048576, 0)");
    }

    @Test
    void nbdClientListsExports() {
        requires("nbd-client");
        Command.shell(directory, "mkdir files; echo a > files/a; echo b > files/b")
                .succeeds();
        Command.Result result = run(
                "nbd-client -l localhost -N x -p \"$port\" || nbd-client -l localhost \"$port\"",
                "-p",
                "0",
                sample(Language.JAVASCRIPT, "exports"),
                "files");
        assertThat(result.output()).contains("a", "b");
    }

    @Test
    void theExitCodeOfTheCommandIsPassedOn() {
        run("exit 7", "null").endsWith(7);
    }

    @Test
    void signalsEndTheServerCleanlyAndRemoveItsSocket() {
        try (Server server = Server.start(directory, sample(Language.PYTHON, "ramdisk"), "size=1M")) {
            assertThat(directory.resolve("socket")).exists();
            server.stop();
            assertThat(directory.resolve("socket")).doesNotExist();
        }
    }
}
