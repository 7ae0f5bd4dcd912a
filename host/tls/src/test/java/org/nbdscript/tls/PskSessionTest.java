package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Vector;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.TlsIdentity;

/** Sessions with pre-shared keys; the end-to-end tests have the clients that people use. */
@Timeout(60)
class PskSessionTest {
    private static final byte[] KEY = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

    @TempDir
    Path directory;

    private final SessionFixture sockets = new SessionFixture();

    PskSessionTest() throws IOException {}

    @AfterEach
    void end() throws IOException {
        sockets.close();
    }

    private TlsSession server() throws IOException {
        Path file = Files.writeString(
                directory.resolve("keys.psk"), "bob:aa\nalice:" + HexFormat.of().formatHex(KEY) + "\n");
        return PskCredentials.load(file).session(new SocketWire(sockets.server));
    }

    /** A client of one version of TLS. */
    private static final class Client extends PSKTlsClient {
        private final ProtocolVersion version;
        private final byte[] user;
        private final byte[] key;

        Client(ProtocolVersion version, String user, byte[] key) {
            super(
                    new JcaTlsCryptoProvider().create(new SecureRandom()),
                    user.getBytes(StandardCharsets.UTF_8),
                    key.clone());
            this.version = version;
            this.user = user.getBytes(StandardCharsets.UTF_8);
            this.key = key;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return version.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return version.equals(ProtocolVersion.TLSv13)
                    ? new int[] {CipherSuite.TLS_AES_128_GCM_SHA256}
                    : super.getSupportedCipherSuites();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Vector getExternalPSKs() {
            return version.equals(ProtocolVersion.TLSv13)
                    ? TlsUtils.vectorOfOne(new BasicTlsPSKExternal(
                            user, getCrypto().createSecret(key.clone()), PRFAlgorithm.tls13_hkdf_sha256))
                    : null;
        }
    }

    private static ProtocolVersion version(String name) {
        return name.equals("1.3") ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
    }

    private TlsClientProtocol connect(Client client) throws IOException {
        TlsClientProtocol protocol = new TlsClientProtocol(
                Channels.newInputStream(sockets.client), Channels.newOutputStream(sockets.client));
        protocol.connect(client);
        return protocol;
    }

    @ParameterizedTest
    @CsvSource({"1.3, 1000000", "1.3, 100", "1.2, 1000000", "1.2, 7"})
    void bytesArriveAsTheyWereSentWhateverRoomTheReaderHas(String version, int atOnce) throws Exception {
        byte[] sent = new byte[200_000];
        new Random(1).nextBytes(sent);
        TlsSession session = server();
        Future<byte[]> client = sockets.client(() -> {
            TlsClientProtocol protocol = connect(new Client(version(version), "alice", KEY));
            protocol.getOutputStream().write(sent);
            return protocol.getInputStream().readNBytes(2 * sent.length + 3);
        });
        session.handshake();
        assertThat(session.peer()).isEqualTo(TlsIdentity.ofUser("alice"));
        ByteBuffer all = ByteBuffer.allocateDirect(sent.length);
        while (all.hasRemaining()) {
            ByteBuffer some = all.slice(all.position(), Math.min(atOnce, all.remaining()));
            int count = session.read(some);
            assertThat(count).isPositive().isEqualTo(some.position());
            all.position(all.position() + count);
        }
        assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(sent));
        session.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[3]), ByteBuffer.wrap(sent), all.duplicate(), null}, 3);
        byte[] received = SessionFixture.result(client);
        assertThat(Arrays.copyOfRange(received, 3, 3 + sent.length)).isEqualTo(sent);
        assertThat(Arrays.copyOfRange(received, 3 + sent.length, received.length))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void aUserWithoutAKeyIsRefusedAndNamed(String version) throws Exception {
        TlsSession session = server();
        Future<?> client = sockets.client(() -> connect(new Client(version(version), "mal\nlory", KEY)));
        assertThatThrownBy(session::handshake)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("there is no key for user 'mal?lory' in")
                .hasMessageContaining("keys.psk");
        sockets.server.close();
        assertThatThrownBy(() -> SessionFixture.result(client)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void aWrongKeyIsRefused(String version) throws Exception {
        TlsSession session = server();
        Future<?> client = sockets.client(() -> connect(new Client(version(version), "alice", new byte[16])));
        assertThatThrownBy(session::handshake).isInstanceOf(IOException.class);
        sockets.server.close();
        assertThatThrownBy(() -> SessionFixture.result(client)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "49484156454f5054000000030000000000",
                "474554202f20485454502f312e310d0a0d0a",
                "16030100000000",
                "1603017fff0100",
                "160301002d010000290302"
            })
    void rubbishIsNoHandshake(String hex) throws Exception {
        TlsSession session = server();
        sockets.client.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        sockets.client.shutdownOutput();
        assertThatThrownBy(session::handshake).isInstanceOfAny(SSLException.class, EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void theClientIsToldOfTheEndAndTellsOfItsOwn(String version) throws Exception {
        TlsSession session = server();
        Future<Integer> client = sockets.client(() -> {
            TlsClientProtocol protocol = connect(new Client(version(version), "alice", KEY));
            int end = protocol.getInputStream().read();
            protocol.close();
            return end;
        });
        session.handshake();
        session.closeOutput();
        assertThat(SessionFixture.result(client)).isEqualTo(-1);
        assertThat(session.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        assertThatThrownBy(() -> session.write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 1))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRecordThatWasChangedOnItsWayEndsTheSession() throws Exception {
        TlsSession session = server();
        Future<?> client = sockets.client(() -> connect(new Client(ProtocolVersion.TLSv13, "alice", KEY)));
        session.handshake();
        SessionFixture.result(client);
        sockets.client.write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 32}));
        sockets.client.write(ByteBuffer.wrap(new byte[32]));
        assertThatThrownBy(() -> session.read(ByteBuffer.allocate(100))).isInstanceOf(SSLException.class);
    }
}
