package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Export;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.tls.TestSessions;
import org.nbdscript.tls.TlsSession;

/** The rules of STARTTLS and of what comes after it. */
@Timeout(60)
class StartTlsTest {
    private static final TestSessions SESSIONS = new TestSessions();
    private static final OptionReply ACK = new OptionReply.Ack();

    @TempDir
    Path directory;

    private final FakeDisk disk = new FakeDisk(1 << 20);
    private final List<String> opened = new ArrayList<>();
    private final List<@Nullable TlsIdentity> identities = new ArrayList<>();
    private final FakePlugin plugin = new FakePlugin(context -> {
        opened.add(context.exportName() + (context.isTls() ? " over TLS" : ""));
        identities.add(context.peer().tls());
        return disk;
    });
    private @Nullable ServerFixture server;

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private TestClient offered() throws IOException {
        return connect(new TlsSetup(SESSIONS.credentials(directory.resolve("pki"), false), false));
    }

    private TestClient required() throws IOException {
        return connect(new TlsSetup(SESSIONS.credentials(directory.resolve("pki"), false), true));
    }

    private TestClient connect(@Nullable TlsSetup tls) throws IOException {
        server = new ServerFixture(plugin, configuration -> configuration.withTls(tls));
        return greeted();
    }

    private TestClient greeted() throws IOException {
        TestClient client = server.connect();
        client.greet();
        return client;
    }

    private static void assertRefused(List<OptionReply> replies, OptionReplyType type) {
        assertThat(replies)
                .singleElement()
                .isInstanceOfSatisfying(
                        OptionReply.Failure.class,
                        failure -> assertThat(failure.type()).isEqualTo(type));
    }

    @Test
    void aServerWithoutTlsSaysPolicyAndGoesOn() throws IOException {
        TestClient client = connect(null);
        assertRefused(client.option(new OptionRequest.StartTls()), OptionReplyType.ERR_POLICY);
        client.go("");
        assertThat(client.call(NbdCommand.READ, 0, 0, 512).error()).isZero();
    }

    @Test
    void dataWithStartTlsIsInvalid() throws IOException {
        TestClient client = required();
        client.send("49484156454f5054 00000005 00000003 010203");
        assertRefused(client.optionReplies(5), OptionReplyType.ERR_INVALID);
        client.startTls(SESSIONS);
        client.go("");
    }

    @Test
    void startTlsTwiceIsInvalid() throws IOException {
        TestClient client = offered();
        client.startTls(SESSIONS);
        assertRefused(client.option(new OptionRequest.StartTls()), OptionReplyType.ERR_INVALID);
        client.go("");
        assertThat(client.call(NbdCommand.READ, 0, 0, 512).error()).isZero();
    }

    @Test
    void allThatWasNegotiatedBeforeIsForgotten() throws IOException {
        TestClient client = offered();
        assertThat(client.option(new OptionRequest.StructuredReply())).containsExactly(ACK);
        assertThat(client.option(new OptionRequest.SetMetaContext("", List.of("base:allocation"))))
                .hasSize(2);
        client.option(new OptionRequest.Info("", Set.of()));
        client.startTls(SESSIONS);
        assertRefused(
                client.option(new OptionRequest.SetMetaContext("", List.of("base:allocation"))),
                OptionReplyType.ERR_INVALID);
        client.go("");
        assertThat(client.call(NbdCommand.READ, 0, 0, 512).chunks())
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.type()).isNull());
        assertThat(opened).containsExactly("", " over TLS");
        assertThat(disk.calls).contains("close");
    }

    @Test
    void theDefaultExportIsAskedForAnew() throws IOException {
        plugin.defaultExport = context -> context.isTls() ? "safe" : "open";
        TestClient client = offered();
        client.option(new OptionRequest.Info("", Set.of()));
        client.startTls(SESSIONS);
        client.go("");
        assertThat(opened).containsExactly("open", "safe over TLS");
    }

    @Test
    void whatWasSentBehindStartTlsWithoutWaitingIsNeverTakenForAnOption() throws IOException {
        TestClient client = offered();
        ByteBuffer start = OptionRequestCodec.encode(new OptionRequest.StartTls());
        ByteBuffer injected = OptionRequestCodec.encode(new OptionRequest.ListExports());
        client.send(ByteBuffer.allocate(start.remaining() + injected.remaining())
                .put(start)
                .put(injected)
                .flip());
        assertThat(client.optionReplies(5)).containsExactly(ACK);
        client.awaitDisconnect();
        assertThat(server.services.warnings).anyMatch(warning -> warning.contains("bytes came before"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000003 00000000",
                "00000006 00000006 000000000000",
                "00000007 00000006 000000000000",
                "00000008 00000000",
                "0000000a 00000003 010203",
                "000000ff 00000005 0102030405"
            })
    void nothingButStartTlsIsAnsweredWhereTlsIsRequired(String option) throws IOException {
        TestClient client = required();
        client.send("49484156454f5054" + option);
        assertRefused(client.optionReplies(Integer.parseInt(option.substring(0, 8), 16)), OptionReplyType.ERR_TLS_REQD);
        client.startTls(SESSIONS);
        assertThat(client.option(new OptionRequest.ListExports())).hasSize(2);
        client.go("");
        assertThat(opened).containsExactly(" over TLS");
    }

    @Test
    void exportNameEndsTheConnectionWhereTlsIsRequired() throws IOException {
        TestClient client = required();
        client.sendOption(new OptionRequest.ExportName(""));
        client.awaitDisconnect();
        assertThat(opened).isEmpty();
    }

    @Test
    void abortIsAnsweredWhereTlsIsRequired() throws IOException {
        TestClient client = required();
        assertThat(client.option(new OptionRequest.Abort())).containsExactly(ACK);
        client.awaitDisconnect();
    }

    @Test
    void abortIsAnsweredOverTlsWhichEndsInOrder() throws IOException {
        TestClient client = required();
        TlsSession session = client.startTls(SESSIONS);
        assertThat(client.option(new OptionRequest.Abort())).containsExactly(ACK);
        // Without the close notification this would throw.
        assertThat(session.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void exportNameWorksOverTls() throws IOException {
        TestClient client = required();
        client.startTls(SESSIONS);
        client.sendOption(new OptionRequest.ExportName(""));
        assertThat(ByteBuffer.wrap(client.receive(10)).getLong()).isEqualTo(1 << 20);
        assertThat(client.call(NbdCommand.READ, 0, 0, 512).error()).isZero();
    }

    @Test
    void anExportThatRequiresTlsIsHiddenFromPlainClients() throws IOException {
        plugin.requiresTls = "secret"::equals;
        plugin.exports = context -> List.of(new Export("public"), new Export("secret"));
        TestClient client = offered();
        assertThat(client.option(new OptionRequest.ListExports()))
                .containsExactly(new OptionReply.Server("public", ""), ACK);
        assertRefused(client.option(new OptionRequest.Info("secret", Set.of())), OptionReplyType.ERR_TLS_REQD);
        assertRefused(client.option(new OptionRequest.Go("secret", Set.of())), OptionReplyType.ERR_TLS_REQD);
        assertRefused(
                client.option(new OptionRequest.ListMetaContext("secret", List.of())), OptionReplyType.ERR_TLS_REQD);
        assertThat(opened).isEmpty();
        client.startTls(SESSIONS);
        assertThat(client.option(new OptionRequest.ListExports()))
                .containsExactly(new OptionReply.Server("public", ""), new OptionReply.Server("secret", ""), ACK);
        client.go("secret");
        assertThat(opened).containsExactly("secret over TLS");
    }

    @Test
    void exportNameOfAnExportThatRequiresTlsEndsTheConnection() throws IOException {
        plugin.requiresTls = "secret"::equals;
        plugin.defaultExport = context -> "secret";
        TestClient client = offered();
        client.sendOption(new OptionRequest.ExportName(""));
        client.awaitDisconnect();
        assertThat(opened).isEmpty();
    }

    @Test
    void whereThereIsNoTlsNobodyIsToldToStartIt() throws IOException {
        plugin.requiresTls = "secret"::equals;
        TestClient client = connect(null);
        assertRefused(client.option(new OptionRequest.Go("secret", Set.of())), OptionReplyType.ERR_POLICY);
        client.go("public");
    }

    @ParameterizedTest
    @CsvSource({"true, CN=alice", "false,"})
    void thePluginLearnsWhoTheClientIs(boolean verifiesPeer, @Nullable String dn) throws IOException {
        List<@Nullable TlsIdentity> before = new ArrayList<>();
        plugin.preconnect = context -> before.add(context.peer().tls());
        TestClient client = connect(new TlsSetup(SESSIONS.credentials(directory.resolve("pki"), verifiesPeer), false));
        client.startTls(SESSIONS);
        client.go("");
        assertThat(before).containsExactly((TlsIdentity) null);
        assertThat(identities).singleElement().satisfies(identity -> {
            assertThat(identity.dn()).isEqualTo(dn);
            assertThat(identity.issuerDn()).isEqualTo(dn == null ? null : "CN=test");
        });
    }

    @Test
    void thePayloadOfARefusedWriteIsSkippedThroughTls() throws IOException {
        server = new ServerFixture(
                plugin,
                configuration -> configuration
                        .withReadOnly(true)
                        .withTls(new TlsSetup(SESSIONS.credentials(directory.resolve("pki"), false), true)));
        TestClient client = greeted();
        client.startTls(SESSIONS);
        client.go("");
        for (int length : new int[] {1, 4096, 1 << 20}) {
            assertThat(client.callWrite(0, 0, new byte[length]).error()).isEqualTo(NbdError.EPERM.code());
        }
        assertThat(client.call(NbdCommand.READ, 0, 4096, 4096).error()).isZero();
    }

    @Test
    void whatIsWrittenThroughTlsIsRead() throws IOException {
        TestClient client = offered();
        client.startTls(SESSIONS);
        client.go("");
        Random random = new Random(5);
        for (int length : new int[] {1, 511, 16384, 16385, 100_000, 1 << 20}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            int offset = random.nextInt((1 << 20) - length + 1);
            assertThat(client.callWrite(0, offset, data).error()).isZero();
            assertThat(client.call(NbdCommand.READ, 0, offset, length).data(offset, length))
                    .isEqualTo(data);
        }
    }

    @Test
    void manyRequestsInFlightAreAllAnswered() throws IOException {
        TestClient client = offered();
        client.startTls(SESSIONS);
        client.go("");
        Set<Long> cookies = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            cookies.add(client.request(NbdCommand.READ, 0, i * 2048L, 2048));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(cookies.remove(client.chunk(2048).cookie())).isTrue();
        }
    }

    @Test
    void aDisconnectEndsTlsInOrder() throws IOException {
        TestClient client = offered();
        TlsSession session = client.startTls(SESSIONS);
        client.go("");
        client.request(NbdCommand.DISC, 0, 0, 0);
        assertThat(session.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"49484156454f505400000003 00000000", "16030100050100000000", "ffffffffffffffffffff"})
    void rubbishInPlaceOfAHandshakeEndsThatClientAlone(String rubbish) throws IOException {
        TestClient other = offered();
        other.startTls(SESSIONS);
        other.go("");
        try (TestClient client = greeted()) {
            assertThat(client.option(new OptionRequest.StartTls())).containsExactly(ACK);
            client.send(rubbish);
            client.endOutput();
            Awaitility.await().until(() -> server.server.connectionCount() == 1);
        }
        assertThat(other.call(NbdCommand.READ, 0, 0, 512).error()).isZero();
    }

    @Test
    void aHalfHandshakeDoesNotHoldUpTheEndOfTheServer() throws IOException {
        TestClient client = offered();
        assertThat(client.option(new OptionRequest.StartTls())).containsExactly(ACK);
        client.send("1603010100");
        long begin = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ServerConfiguration.DEFAULT_SHUTDOWN_GRACE);
    }

    @Test
    void anIdleClientOverTlsDoesNotHoldUpTheEndOfTheServer() throws IOException {
        TestClient client = offered();
        TlsSession session = client.startTls(SESSIONS);
        client.go("");
        assertThat(client.call(NbdCommand.READ, 0, 0, 512).error()).isZero();
        long begin = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ServerConfiguration.DEFAULT_SHUTDOWN_GRACE);
        assertThat(session.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
