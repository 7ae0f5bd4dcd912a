package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may be a client, by rules and by scripts. */
class AccessTest {
    @TempDir
    Path directory;

    private Server start(String... words) {
        List<String> all = new ArrayList<>(List.of("--listen=tcp:127.0.0.1:0", "--listen=unix:socket"));
        all.addAll(List.of(words));
        return Server.startListening(directory, all.toArray(String[]::new));
    }

    /** Whether a client with this address is served. */
    private boolean isServed(Server server, String address) {
        return Command.in(directory, "nbdsh", "-c", """
                        import socket
                        s = socket.socket()
                        s.bind(('%s', 0))
                        s.connect(('127.0.0.1', %s))
                        try:
                            h.connect_socket(s.detach())
                            print(h.get_size())
                        except nbd.Error as e:
                            print('refused')
                        """.formatted(address, server.port()))
                .run()
                .succeeds()
                .output()
                .equals("1048576\n");
    }

    @Test
    void rulesByAddressAndUserHoldForRealClients() {
        requires("nbdsh", "nbdinfo");
        String uid = Command.in(directory, "id", "-u").run().succeeds().output().strip();
        try (Server server = start(
                "--access=deny:127.0.0.2", "--access=allow:127.0.0.0/8", "--access=deny:uid:" + uid, "memory", "1M")) {
            assertThat(isServed(server, "127.0.0.1")).isTrue();
            assertThat(isServed(server, "127.0.0.3")).isTrue();
            assertThat(isServed(server, "127.0.0.2")).isFalse();
            assertThat(Command.in(directory, "nbdinfo", server.uri()).run().exitCode())
                    .isNotZero();
            assertThat(server.log()).contains("client 127.0.0.2:", "client unix is turned away");
            server.stop();
        }
    }

    @Test
    void aChangedListCountsAndABrokenOneDoesNot() throws IOException {
        requires("nbdsh");
        Path list = Files.writeString(directory.resolve("list"), "deny 127.0.0.2\n");
        try (Server server = start("--access-list=list", "memory", "1M")) {
            assertThat(isServed(server, "127.0.0.2")).isFalse();
            Files.writeString(list, "deny 127.0.0.3\n");
            Awaitility.await().until(() -> isServed(server, "127.0.0.2"));
            assertThat(isServed(server, "127.0.0.3")).isFalse();
            Files.writeString(list, "allow any\nallow mars\n");
            Awaitility.await().until(() -> server.log().contains(list + ":2: expected any"));
            assertThat(isServed(server, "127.0.0.3")).isFalse();
            server.stop();
        }
    }

    @Test
    void aListThatIsBrokenFromTheStartIsRefusedWithItsLines() throws IOException {
        Path list = Files.writeString(directory.resolve("list"), "allow any\n\nalow any\n");
        assertThat(Command.in(directory, nbdscript(), "--access-list=list", "null")
                        .run()
                        .endsWith(1)
                        .errors())
                .contains(list + ":3: expected allow or deny, and who, got 'alow any'");
    }

    @Test
    void aNameDecidesOnceTheClientHasProvedItByTls() {
        requires("nbdinfo");
        Command.in(directory, nbdscript(), "tls", "init", "--client=alice", "pki")
                .run()
                .succeeds();
        String size = "nbdinfo --size \"nbds://localhost:$port?tls-certificates=pki\"";
        assertThat(withTls("allow:dn:CN=alice*", size).succeeds().output()).isEqualTo("1048576\n");
        assertThat(withTls("allow:dn:CN=alice*", "nbdinfo --size \"nbd://localhost:$port\"")
                        .errors())
                .contains("server policy");
        assertThat(withTls("allow:dn:CN=bob*", size).errors()).contains("server policy");
    }

    private Command.Result withTls(String rule, String command) {
        return Command.in(
                        directory,
                        nbdscript(),
                        "--tls=on",
                        "--tls-verify-peer",
                        "--tls-certificates=pki",
                        "--access",
                        rule,
                        "--listen=tcp:127.0.0.1:0",
                        "memory",
                        "1M",
                        "--run",
                        command)
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "javascript", "groovy"})
    void preconnectIsToldWhoTheClientIsAndMayTurnItAway(String language) throws IOException {
        requires("nbdsh", "nbdinfo");
        String uid = Command.in(directory, "id", "-u").run().succeeds().output().strip();
        Path script = script(language);
        try (Server server = start(script.toString())) {
            assertThat(isServed(server, "127.0.0.1")).isTrue();
            assertThat(isServed(server, "127.0.0.2")).isFalse();
            Command.Result client = Command.in(
                            directory, "nbdsh", "-u", server.uri(), "-c", "import os; print(os.getpid())")
                    .run()
                    .succeeds();
            assertThat(server.log())
                    .containsPattern("who 127\\.0\\.0\\.1:\\d+ (None|null|undefined|-1)")
                    .containsPattern("who 127\\.0\\.0\\.2:\\d+ ")
                    .contains("who unix " + client.output().strip() + " " + uid);
            server.stop();
        }
    }

    private Path script(String language) throws IOException {
        return switch (language) {
            case "python" -> Files.writeString(directory.resolve("who.py"), """
                    def preconnect(context):
                        print 'who %s %s %s' % (context.peer.address, context.peer.pid, context.peer.uid)
                        if context.peer.address.startswith('127.0.0.2:'):
                            raise OSError(13, 'not you')
                    def get_size(): return 1 << 20
                    def pread(buf, offset): pass
                    """);
            case "javascript" -> Files.writeString(directory.resolve("who.js"), """
                    export function preconnect({ peer }) {
                      console.log(`who ${peer.address} ${peer.pid} ${peer.uid}`);
                      if (peer.address.startsWith('127.0.0.2:')) throw new Error('not you');
                    }
                    export function getSize() { return 1 << 20; }
                    export function pread(buf, offset) {}
                    """);
            default -> Files.writeString(directory.resolve("who.groovy"), """
                    def preconnect(context) {
                        def peer = context.peer
                        println "who ${peer.name} ${peer.pid().orElse(-1)} ${peer.uid().orElse(-1)}"
                        if (peer.name.startsWith('127.0.0.2:')) throw new IOException('not you')
                    }
                    def getSize() { 1 << 20 }
                    def pread(buf, offset) {}
                    """);
        };
    }

    @Test
    void exportsAreListedWithTheirDescriptions() throws IOException {
        requires("nbdinfo", "nbd-client");
        Files.writeString(directory.resolve("list.js"), """
                export function listExports() { return [['red', 'the warm one'], ['blue', 'the cold one']]; }
                export function open({ exportName }) { return { exportDescription: () => `it is ${exportName}` }; }
                export function getSize() { return 1 << 20; }
                export function pread(h, buf, offset) {}
                """);
        try (Server server = start("list.js")) {
            String list = Command.in(directory, "nbdinfo", "--list", server.uri())
                    .run()
                    .succeeds()
                    .output();
            assertThat(list).contains("export=\"red\"", "export=\"blue\"", "description: ");
            assertThat(Command.in(directory, "nbd-client", "-l", "127.0.0.1", server.port())
                            .run()
                            .output())
                    .contains("red", "blue");
            server.stop();
        }
    }
}
