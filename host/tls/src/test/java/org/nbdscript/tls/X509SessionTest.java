package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.IssuedCertificate;

/** Sessions with certificates, against the JDK's client. */
@Timeout(60)
class X509SessionTest {
    @TempDir
    Path directory;

    private final CertificateAuthority authority = TestAuthority.valid();
    private final SessionFixture sockets = new SessionFixture();

    X509SessionTest() throws GeneralSecurityException, IOException {}

    @AfterEach
    void end() throws IOException {
        sockets.close();
    }

    private TlsSession server(boolean verifiesPeer) throws Exception {
        return X509Credentials.load(TestAuthority.directory(directory.resolve("pki"), authority), verifiesPeer)
                .session(new SocketWire(sockets.server));
    }

    private SSLSocket client(SSLContext context, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        sockets.client.socket(),
                        "localhost",
                        sockets.client.socket().getPort(),
                        true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    private static void write(TlsSession session, byte[]... parts) throws IOException {
        ByteBuffer[] buffers = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            buffers[i] =
                    ByteBuffer.allocateDirect(parts[i].length).put(parts[i]).flip();
        }
        session.write(buffers, buffers.length);
    }

    private static byte[] read(TlsSession session, int count, int atOnce) throws IOException {
        ByteBuffer all = ByteBuffer.allocateDirect(count);
        while (all.hasRemaining()) {
            ByteBuffer some = all.slice(all.position(), Math.min(atOnce, all.remaining()));
            int read = session.read(some);
            assertThat(read).isEqualTo(some.position()).isPositive();
            all.position(all.position() + read);
        }
        byte[] bytes = new byte[count];
        all.flip().get(bytes);
        return bytes;
    }

    private static byte[] random(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 1000000", "TLSv1.3, 100", "TLSv1.3, 16000", "TLSv1.2, 1000000", "TLSv1.2, 7"})
    void bytesArriveAsTheyWereSentWhateverRoomTheReaderHas(String protocol, int atOnce) throws Exception {
        byte[] sent = random(1, 300_000);
        byte[] header = random(2, 28);
        byte[] data = random(3, 500_000);
        TlsSession session = server(false);
        Future<byte[]> client = sockets.client(() -> {
            SSLSocket socket = client(TestAuthority.client(authority), protocol);
            OutputStream output = socket.getOutputStream();
            output.write(sent);
            output.flush();
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            return socket.getInputStream().readNBytes(500_028);
        });
        session.handshake();
        assertThat(read(session, sent.length, atOnce)).isEqualTo(sent);
        write(session, header, new byte[0], data);
        byte[] received = SessionFixture.result(client);
        assertThat(Arrays.copyOf(received, 28)).isEqualTo(header);
        assertThat(Arrays.copyOfRange(received, 28, received.length)).isEqualTo(data);
    }

    @Test
    void manySmallPartsLeaveInOneRecord() throws Exception {
        CountingWire wire = new CountingWire(new SocketWire(sockets.server));
        TlsSession counted = X509Credentials.load(TestAuthority.directory(directory.resolve("pki"), authority), false)
                .session(wire);
        Future<byte[]> client = sockets.client(
                () -> client(TestAuthority.client(authority)).getInputStream().readNBytes(1000 * 16));
        counted.handshake();
        int before = wire.writes;
        byte[][] parts = new byte[1000][];
        Arrays.setAll(parts, i -> random(i, 16));
        write(counted, parts);
        assertThat(SessionFixture.result(client)).hasSize(16_000);
        assertThat(wire.writes - before).isEqualTo(1);
        assertThat(wire.bytes).isLessThan(16_000 + 100);
    }

    private static final class CountingWire implements Wire {
        private final Wire wire;
        private int writes;
        private int bytes;

        CountingWire(Wire wire) {
            this.wire = wire;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return wire.read(into);
        }

        @Override
        public void write(ByteBuffer[] from, int count) throws IOException {
            writes++;
            bytes = from[0].remaining();
            wire.write(from, count);
        }
    }

    @Test
    void aClientThatIsNotAskedStaysAnonymous() throws Exception {
        TlsSession session = server(false);
        sockets.client(
                () -> client(TestAuthority.client(authority)).getInputStream().read());
        session.handshake();
        assertThat(session.peer()).isEqualTo(TlsIdentity.ANONYMOUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientIsKnownByTheNamesInItsCertificate(String protocol) throws Exception {
        TlsSession session = server(true);
        SSLContext alice = TestAuthority.client(authority, authority.issueClient("alice"));
        sockets.client(() -> client(alice, protocol).getInputStream().read());
        session.handshake();
        assertThat(session.peer()).isEqualTo(TlsIdentity.ofCertificate("CN=alice", "CN=test authority"));
    }

    private void assertRefused(SSLContext context, String reason) throws Exception {
        TlsSession session = server(true);
        Future<Integer> client =
                sockets.client(() -> client(context).getInputStream().read());
        assertThatThrownBy(session::handshake).isInstanceOf(SSLException.class).hasMessageContaining(reason);
        assertThatThrownBy(() -> SessionFixture.result(client))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("alert");
    }

    @Test
    void aClientWithoutACertificateIsRefusedWhereOneIsNeeded() throws Exception {
        assertRefused(TestAuthority.client(authority), "Empty client certificate chain");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        IssuedCertificate mallory = TestAuthority.valid().issueClient("alice");
        assertRefused(TestAuthority.client(authority, mallory), "");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        CertificateAuthority past = TestAuthority.expired();
        assertRefused(TestAuthority.client(authority, past.issueClient("alice")), "");
    }

    @Test
    void aServersCertificateIsNoClients() throws Exception {
        IssuedCertificate server = authority.issueServer(List.of("localhost"));
        assertRefused(TestAuthority.client(authority, server), "");
    }

    @Test
    void aRevokedCertificateIsRefusedAndAnotherOneIsNot() throws Exception {
        IssuedCertificate revoked = authority.issueClient("mallory");
        Path pki = directory.resolve("pki");
        TestAuthority.directory(pki, authority);
        Files.writeString(pki.resolve("ca-crl.pem"), authority.revoke(revoked.certificate()));
        X509Credentials credentials = X509Credentials.load(new CertificateDirectory(pki), true);
        try (SessionFixture others = new SessionFixture()) {
            SSLContext alice = TestAuthority.client(authority, authority.issueClient("alice"));
            TlsSession session = credentials.session(new SocketWire(others.server));
            others.client(() -> {
                SSLSocket socket =
                        (SSLSocket) alice.getSocketFactory().createSocket(others.client.socket(), "localhost", 0, true);
                return socket.getInputStream().read();
            });
            session.handshake();
            assertThat(session.peer().dn()).isEqualTo("CN=alice");
        }
        TlsSession session = credentials.session(new SocketWire(sockets.server));
        sockets.client(() -> client(TestAuthority.client(authority, revoked))
                .getInputStream()
                .read());
        assertThatThrownBy(session::handshake)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("revoked");
    }

    @Test
    void versionsBefore12AreRefused() throws Exception {
        TlsSession session = server(false);
        // A ClientHello that knows TLS 1.1 and one of its ciphers, as no client of today sends it any more.
        sockets.client.write(ByteBuffer.wrap(
                HexFormat.of().parseHex("160301002d" + "010000290302" + "00".repeat(32) + "00" + "0002002f" + "0100")));
        assertThatThrownBy(session::handshake).isInstanceOf(SSLException.class).hasMessageContaining("TLS");
        assertAlert();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "49484156454f5054000000030000000000",
                "474554202f20485454502f312e310d0a0d0a",
                "16030100000000",
                "1603017fff"
            })
    void rubbishIsNoHandshake(String hex) throws Exception {
        TlsSession session = server(false);
        sockets.client.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
        sockets.client.shutdownOutput();
        assertThatThrownBy(session::handshake).isInstanceOfAny(SSLException.class, EOFException.class);
    }

    /** An alert has the type 21, and a fatal one the level 2. */
    private void assertAlert() throws IOException {
        ByteBuffer alert = ByteBuffer.allocate(7);
        while (alert.hasRemaining()) {
            assertThat(sockets.client.read(alert)).isPositive();
        }
        assertThat(alert.get(0)).isEqualTo((byte) 21);
        assertThat(alert.get(5)).isEqualTo((byte) 2);
    }

    @Test
    void aClientThatVanishesInTheHandshakeIsNotTakenForOneThatBreaksTheProtocol() throws Exception {
        TlsSession session = server(false);
        sockets.client.write(ByteBuffer.wrap(new byte[] {22, 3, 1, 0, 100, 1}));
        sockets.client.close();
        assertThatThrownBy(session::handshake).isInstanceOf(EOFException.class);
    }

    @Test
    void newKeysAreGrantedInTls13() throws Exception {
        TlsSession session = server(false);
        Future<Integer> client = sockets.client(() -> {
            SSLSocket socket = client(TestAuthority.client(authority), "TLSv1.3");
            OutputStream output = socket.getOutputStream();
            InputStream input = socket.getInputStream();
            output.write(1);
            assertThat(input.read()).isEqualTo(2);
            socket.startHandshake(); // asks for a key update
            output.write(3);
            return input.read();
        });
        session.handshake();
        assertThat(read(session, 1, 1)).containsExactly(1);
        write(session, new byte[] {2});
        assertThat(read(session, 1, 1)).containsExactly(3);
        write(session, new byte[] {4});
        assertThat(SessionFixture.result(client)).isEqualTo(4);
    }

    @Test
    void anotherHandshakeIsRefusedInTls12() throws Exception {
        TlsSession session = server(false);
        Future<Integer> client = sockets.client(() -> {
            SSLSocket socket = client(TestAuthority.client(authority), "TLSv1.2");
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
            socket.startHandshake();
            return socket.getInputStream().read();
        });
        session.handshake();
        assertThat(read(session, 1, 1)).containsExactly(1);
        write(session, new byte[] {2});
        assertThatThrownBy(() -> session.read(ByteBuffer.allocate(100)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("another handshake");
        sockets.server.close();
        assertThatThrownBy(() -> assertThat(SessionFixture.result(client)).isPositive())
                .isInstanceOfAny(IOException.class, AssertionError.class);
    }

    @Test
    void theClientIsToldOfTheEndAndTellsOfItsOwn() throws Exception {
        TlsSession session = server(false);
        Future<Integer> client = sockets.client(() -> {
            SSLSocket socket = client(TestAuthority.client(authority));
            socket.getOutputStream().write(1);
            int end = socket.getInputStream().read();
            socket.close();
            return end;
        });
        session.handshake();
        assertThat(read(session, 1, 1)).containsExactly(1);
        session.closeOutput();
        assertThat(SessionFixture.result(client)).isEqualTo(-1);
        assertThat(session.read(ByteBuffer.allocate(100))).isEqualTo(-1);
        assertThatThrownBy(() -> write(session, new byte[] {1})).isInstanceOf(IOException.class);
    }

    @Test
    void aRecordThatWasChangedOnItsWayEndsTheSession() throws Exception {
        TlsSession session = server(false);
        Future<Integer> client = sockets.client(() -> {
            SSLSocket socket = client(TestAuthority.client(authority));
            socket.startHandshake();
            return 0;
        });
        session.handshake();
        SessionFixture.result(client);
        sockets.client.write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 32}));
        sockets.client.write(ByteBuffer.wrap(new byte[32]));
        assertThatThrownBy(() -> session.read(ByteBuffer.allocate(100))).isInstanceOf(SSLException.class);
    }
}
