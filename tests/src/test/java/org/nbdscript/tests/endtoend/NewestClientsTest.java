package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of a later Debian release than the installed one, since those know extended headers: libnbd from 1.18 and
 * qemu from 8.2 on.
 */
class NewestClientsTest {
    /** The exit code of {@code tests/newest-clients} where they cannot be had. */
    private static final int UNAVAILABLE = 77;

    private static final String SIZE = "10995116277760";

    @TempDir
    static Path common;

    @TempDir
    Path directory;

    private static Command.Result run(Path directory, String... words) {
        List<String> command = new ArrayList<>(
                List.of(Installation.directory().resolve("tests/newest-clients").toString()));
        command.addAll(List.of(words));
        return Command.in(directory, command.toArray(String[]::new)).run();
    }

    private String client(String... words) {
        return run(directory, words).succeeds().output();
    }

    @BeforeAll
    static void requireClients() {
        Command.Result result = run(common, "nbdinfo", "--version");
        assumeFalse(result.exitCode() == UNAVAILABLE, result.errors());
        result.succeeds();
    }

    /** A disk of 10 TiB, all a hole, that tells which extents and zeroes it is asked for. */
    private Server tellingDisk() throws IOException {
        Files.writeString(directory.resolve("telling.py"), """
                import nbdscript
                def get_size(): return 10 * 2 ** 40
                def pread(buf): pass
                def pwrite(buf): pass
                def zero(count, offset): nbdscript.warn('zero %d %d' % (offset, count))
                def can_fast_zero(): return True
                def extents(count, offset):
                    nbdscript.warn('extents %d %d' % (offset, count))
                    return [(0, 10 * 2 ** 40, 'hole,zero')]
                def meta_contexts(): return ['qemu:allocation-depth', ('x-test:wide', True)]
                def block_status(context, count, offset):
                    return [(0, 10 * 2 ** 40, 3 if context == 'qemu:allocation-depth' else 2 ** 40)]
                """);
        return Server.start(directory, "telling.py");
    }

    private static List<String> told(Server server, String what) {
        return server.log()
                .lines()
                .filter(line -> line.contains("warning: " + what + " "))
                .map(line -> line.substring(line.indexOf(what)))
                .toList();
    }

    @Test
    void qemuMapsASparseDiskOf10TebibytesByOneRequest() throws IOException {
        try (Server server = tellingDisk()) {
            String map = client("qemu-img", "map", "--output=json", "-f", "raw", server.uri());
            assertThat(map).contains("\"length\": " + SIZE, "\"zero\": true");
            assertThat(told(server, "extents")).containsExactly("extents 0 " + SIZE);
        }
    }

    @Test
    void qemuZeroesTebibytesByOneRequest() throws IOException {
        try (Server server = tellingDisk()) {
            client("qemu-io", "-f", "raw", "-c", "write -z -n 0 4T", server.uri());
            assertThat(told(server, "zero")).containsExactly("zero 0 " + (4L << 40));
        }
    }

    @Test
    void libnbdUsesExtendedPacketsAndSeesTheContexts() throws IOException {
        try (Server server = tellingDisk()) {
            assertThat(client("nbdinfo", server.uri()))
                    .contains("using extended packets", "qemu:allocation-depth", "x-test:wide", "base:allocation");
            assertThat(client("nbdinfo", "--map", server.uri()).trim()).matches("0 +" + SIZE + " +3 +hole,zero");
            assertThat(client("nbdinfo", "--map=qemu:allocation-depth", server.uri())
                            .trim())
                    .matches("0 +" + SIZE + " +3 +.*");
            assertThat(client("nbdinfo", "--map=x-test:wide", server.uri()).trim())
                    .matches("0 +" + SIZE + " +1099511627776.*");
        }
    }

    @Test
    void dataSurvivesTheWayThroughTheNewestClients() {
        Command.shell(directory, "head -c 20M /dev/urandom > data; truncate -s 64M data; head -c 1M data >> data")
                .succeeds();
        try (Server server = Server.start(directory, "memory", "65M")) {
            client("nbdcopy", "data", server.uri());
            client("qemu-img", "convert", "-f", "raw", "-O", "raw", server.uri(), "back");
            client("nbdcopy", server.uri(), "again");
            Command.shell(directory, "cmp data back; cmp data again").succeeds();
        }
    }
}
