package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.CredentialFiles;

/** The client's end of sessions, with this project's own server at the other; end-to-end tests have other servers. */
@Timeout(60)
class ClientSessionTest {
    @TempDir
    Path directory;

    private final SessionFixture sockets = new SessionFixture();

    ClientSessionTest() throws IOException {}

    @AfterEach
    void end() throws IOException {
        sockets.close();
    }

    private CertificateDirectory pki(String name, CertificateAuthority authority) throws Exception {
        return TestAuthority.directory(directory.resolve(name), authority);
    }

    private Path keys(String... lines) throws IOException {
        return Files.write(directory.resolve("keys" + lines.length + ".psk"), List.of(lines));
    }

    /** Shakes hands at both ends: the server's session, or what it failed with, when it is asked for. */
    private Future<TlsSession> serve(TlsCredentials server) {
        return sockets.client(() -> {
            TlsSession session = server.session(new SocketWire(sockets.server));
            try {
                session.handshake();
            } catch (IOException e) {
                sockets.server.close();
                throw e;
            }
            return session;
        });
    }

    private TlsSession connect(TlsCredentials client) throws IOException {
        TlsSession session = client.session(new SocketWire(sockets.client));
        session.handshake();
        return session;
    }

    private void assertBytesPass(TlsSession from, TlsSession to) throws Exception {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        Future<Void> sender = sockets.client(() -> {
            from.write(new ByteBuffer[] {ByteBuffer.wrap(sent, 0, 28), ByteBuffer.wrap(sent, 28, sent.length - 28)}, 2);
            return null;
        });
        ByteBuffer received = ByteBuffer.allocateDirect(sent.length);
        while (received.hasRemaining()) {
            assertThat(to.read(received)).isPositive();
        }
        SessionFixture.result(sender);
        assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }

    @Test
    void bytesPassBothWaysWithCertificates() throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        Future<TlsSession> serving = serve(X509Credentials.load(pki, true));
        TlsSession client = connect(X509ClientCredentials.load(pki, "localhost"));
        TlsSession server = SessionFixture.result(serving);
        assertThat(server.peer().dn()).isEqualTo("CN=alice");
        assertBytesPass(client, server);
        assertBytesPass(server, client);
    }

    @Test
    void bytesPassBothWaysWithPreSharedKeys() throws Exception {
        Path keys = keys("bob:aa", "alice:00112233445566778899aabbccddeeff");
        Future<TlsSession> serving = serve(PskCredentials.load(keys));
        TlsSession client = connect(PskClientCredentials.load(keys, "alice"));
        TlsSession server = SessionFixture.result(serving);
        assertThat(server.peer()).isEqualTo(TlsIdentity.ofUser("alice"));
        assertBytesPass(client, server);
        assertBytesPass(server, client);
    }

    private void assertServerIsNotTaken(TlsCredentials server, TlsCredentials client, String reason) {
        Future<TlsSession> serving = serve(server);
        assertThatThrownBy(() -> connect(client))
                .isInstanceOf(SSLException.class)
                .cause()
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("the server's certificate, of CN=")
                .hasMessageContaining("is not taken: " + reason);
        assertThatThrownBy(() -> SessionFixture.result(serving)).isInstanceOf(IOException.class);
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTaken() throws Exception {
        assertServerIsNotTaken(
                X509Credentials.load(pki("pki", TestAuthority.valid()), false),
                X509ClientCredentials.load(pki("other", TestAuthority.valid()), "localhost"),
                "expected one that is signed by " + directory.resolve("other/ca-cert.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "127.0.0.2"})
    void aServerOfAnotherNameIsNotTaken(String name) throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        assertServerIsNotTaken(
                X509Credentials.load(pki, false), X509ClientCredentials.load(pki, name), "No subject alternative");
    }

    @Test
    void aServerWhoseCertificateHasExpiredIsNotTaken() throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.expired());
        assertServerIsNotTaken(
                X509Credentials.load(pki, false),
                X509ClientCredentials.load(pki, "localhost"),
                "it has expired: NotAfter: ");
    }

    @Test
    void aCertificateOfAClientIsNoServers() throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        for (String file : List.of("cert", "key")) {
            Files.copy(
                    pki.path().resolve("client-" + file + ".pem"),
                    pki.path().resolve("server-" + file + ".pem"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertServerIsNotTaken(
                X509Credentials.load(pki, false),
                X509ClientCredentials.load(pki, null),
                "Extended key usage does not permit use for TLS server authentication");
    }

    @Test
    void withoutANameAnyServerOfTheAuthorityIsTaken() throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        Future<TlsSession> serving = serve(X509Credentials.load(pki, false));
        connect(X509ClientCredentials.load(pki, null));
        assertThat(SessionFixture.result(serving).peer()).isEqualTo(TlsIdentity.ANONYMOUS);
    }

    @Test
    void whoDoesNotMindTakesAnyServer() throws Exception {
        Future<TlsSession> serving = serve(X509Credentials.load(pki("pki", TestAuthority.expired()), false));
        connect(X509ClientCredentials.loadTrustingAnybody(null));
        SessionFixture.result(serving);
    }

    @Test
    void withoutADirectoryTheJdksAuthoritiesCount() throws Exception {
        Future<TlsSession> serving = serve(X509Credentials.load(pki("pki", TestAuthority.valid()), false));
        assertThatThrownBy(() -> connect(X509ClientCredentials.load(null, "localhost")))
                .hasStackTraceContaining("signed by the authorities that the JDK trusts");
        assertThatThrownBy(() -> SessionFixture.result(serving)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-key.pem", "client-cert.pem"})
    void halfOfTheClientsOwnIsAMistake(String missing) throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        Files.delete(pki.path().resolve(missing));
        assertThatThrownBy(() -> X509ClientCredentials.load(pki, null))
                .isInstanceOf(CredentialsException.class)
                .hasMessage(pki.path().resolve(missing) + ": there is no such file");
    }

    @Test
    void aKeyThatTheServerDoesNotHaveIsRefusedAndTheUserNamed() throws Exception {
        Future<TlsSession> serving = serve(PskCredentials.load(keys("alice:00112233")));
        Path wrong = keys("alice:44556677", "bob:00");
        assertThatThrownBy(() -> connect(PskClientCredentials.load(wrong, "alice")))
                .isInstanceOf(SSLException.class)
                .hasMessageStartingWith("the server does not take the key of user 'alice' in " + wrong + ": ");
        assertThatThrownBy(() -> SessionFixture.result(serving)).isInstanceOf(IOException.class);
    }

    @Test
    void aServerWithCertificatesKnowsNoKeys() throws Exception {
        Future<TlsSession> serving = serve(X509Credentials.load(pki("pki", TestAuthority.valid()), false));
        assertThatThrownBy(() -> connect(PskClientCredentials.load(keys("alice:00112233"), "alice")))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> SessionFixture.result(serving)).isInstanceOf(IOException.class);
    }

    @Test
    void aUserWithoutAKeyIsAMistakeWithThoseThatHaveOne() throws Exception {
        Path file = keys("bob:00", "alice:11");
        assertThatThrownBy(() -> PskClientCredentials.load(file, "mallory"))
                .isInstanceOf(CredentialsException.class)
                .hasMessage(file + ": there is no key for user 'mallory': expected one of bob, alice");
    }

    @Test
    void aClientLooksInTheServersPlacesAndInThoseOfLibnbd() throws Exception {
        Map<String, String> environment = Map.of("HOME", directory.toString());
        assertThat(CertificateDirectory.findForClient(environment, false)).isEmpty();
        Path libnbd = Files.createDirectories(directory.resolve(".pki/libnbd"));
        new CredentialFiles(libnbd).writeCertificates(TestAuthority.valid(), List.of("localhost"), "alice");
        assertThat(CertificateDirectory.findForClient(environment, false)).contains(new CertificateDirectory(libnbd));
        Path own = Files.createDirectories(directory.resolve(".config/pki/nbdscript"));
        Files.copy(libnbd.resolve("ca-cert.pem"), own.resolve("ca-cert.pem"));
        assertThat(CertificateDirectory.findForClient(environment, false)).contains(new CertificateDirectory(own));
    }

    /** The other end stays connected: who waited for more would wait forever. */
    @ParameterizedTest
    @ValueSource(strings = {"0003e889045565a900000005800000010000", "802b0103010012", "4948415645", "0000000000"})
    void whatIsNoRecordIsFoundOutAtOnceByEachEnd(String hex) throws Exception {
        CertificateDirectory pki = pki("pki", TestAuthority.valid());
        Path keys = keys("alice:00112233");
        List<TlsCredentials> all = List.of(
                X509Credentials.load(pki, false),
                X509ClientCredentials.load(pki, "localhost"),
                PskCredentials.load(keys),
                PskClientCredentials.load(keys, "alice"));
        for (TlsCredentials credentials : all) {
            try (SessionFixture connection = new SessionFixture()) {
                connection.server.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
                TlsSession session = credentials.session(new SocketWire(connection.client));
                assertThatThrownBy(session::handshake).isInstanceOf(SSLException.class);
            }
        }
    }
}
