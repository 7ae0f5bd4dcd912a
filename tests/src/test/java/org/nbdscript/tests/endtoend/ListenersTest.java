package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.requiresRoot;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server on many addresses, and the clients that find it there. */
class ListenersTest {
    private static final Pattern URI = Pattern.compile("^(?:Also at: )?(nbd\\S+)$", Pattern.MULTILINE);

    @TempDir
    Path directory;

    private static List<String> uris(Server server) {
        return URI.matcher(server.log()).results().map(match -> match.group(1)).toList();
    }

    private Command.Result client(String... words) {
        return Command.in(directory, words).run().succeeds();
    }

    private void assertAllClientsWork(String uri) {
        assertThat(client("nbdinfo", "--size", uri).output()).isEqualTo("1048576\n");
        assertThat(client("nbdinfo", "--list", uri).output()).contains("export=\"\"", "export-size: 1048576");
        assertThat(client("qemu-img", "info", uri).output()).contains("virtual size: 1 MiB");
        client("nbdcopy", uri, "null:");
        Matcher tcp = Pattern.compile("nbd://\\[?([^/\\]]+?)]?:(\\d+)").matcher(uri);
        Matcher unix = Pattern.compile("socket=(.*)").matcher(uri);
        // nbd-client lists names, and the default export has an empty one.
        if (tcp.matches()) {
            client("nbd-client", "-l", tcp.group(1), tcp.group(2));
        } else {
            assertThat(unix.find()).isTrue();
            client("nbd-client", "-l", "-unix", unix.group(1));
        }
    }

    @Test
    void addressesOfAllKindsAreServedAtOnceAndTheirUrisAreTrue() {
        requires("nbdinfo", "nbdcopy", "qemu-img", "nbd-client", "ss");
        try (Server server = Server.startListening(
                directory,
                "--listen=tcp4:0",
                "--listen=tcp6:0",
                "--listen=unix:one",
                "--listen=unix:-",
                "memory",
                "1M")) {
            List<String> uris = uris(server);
            assertThat(uris).hasSize(4);
            String port = server.port();
            assertThat(uris.get(0)).isEqualTo("nbd://127.0.0.1:" + port);
            assertThat(uris.get(1)).isEqualTo("nbd://[::1]:" + port);
            assertThat(uris.get(2)).isEqualTo("nbd+unix:///?socket=" + directory.resolve("one"));
            uris.forEach(this::assertAllClientsWork);
            String sockets = client("ss", "-Hltn", "sport = :" + port).output();
            assertThat(sockets.lines()).hasSize(2);
            assertThat(sockets).contains("0.0.0.0:" + port, "[::]:" + port);
            server.stop();
        }
        assertThat(directory.resolve("one")).doesNotExist();
    }

    @Test
    void theFirstAddressIsThatOfTheCommand() {
        requires("nbdinfo", "stat");
        Command.Result result = client(
                nbdscript(),
                "--listen=unix:first",
                "--listen=tcp:lo:0",
                "--unix-mode=606",
                "memory",
                "1M",
                "--run",
                "nbdinfo --size \"$uri\" && stat -c %a \"$unixsocket\" && echo \"$port\"");
        assertThat(result.output()).isEqualTo("1048576\n606\n\n");
    }

    @Test
    void oneFamilyAloneIsListenedOnIfTheCommandSaysSo() {
        requires("ss", "nbdinfo");
        String command = "nbdinfo --size \"$uri\" && ss -Hltn \"sport = :$port\"";
        assertThat(client(nbdscript(), "-4", "-p", "0", "memory", "1M", "--run", command)
                        .output())
                .startsWith("1048576\n")
                .contains("0.0.0.0:")
                .doesNotContain("[::]:");
        assertThat(client(nbdscript(), "-6", "-p", "0", "memory", "1M", "--run", command)
                        .output())
                .startsWith("1048576\n")
                .contains("[::]:")
                .doesNotContain("0.0.0.0:");
    }

    @Test
    void aUnixSocketBelongsToTheUserAndGroupThatAreGiven() {
        requires("stat", "nbdinfo");
        requiresRoot("give a file away");
        Command.Result result = client(
                nbdscript(),
                "-U",
                "-",
                "--unix-owner=daemon",
                "--unix-group=nogroup",
                "memory",
                "1M",
                "--run",
                "nbdinfo --size \"$uri\" && stat -c '%U %G' \"$unixsocket\"");
        assertThat(result.output()).isEqualTo("1048576\ndaemon nogroup\n");
    }
}
