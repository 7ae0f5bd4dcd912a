package org.nbdscript.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.CredentialFiles;
import org.nbdscript.tls.pki.IssuedCertificate;

/** Both ends of TLS for tests: credentials of a server, and sessions of the client alice. */
public final class TestSessions {
    private final CertificateAuthority authority;
    private final SSLContext alice;

    /** With an authority of its own. */
    public TestSessions() {
        Instant now = Instant.now();
        try {
            authority = new CertificateAuthority("test", now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
            alice = client(authority.issueClient("alice"));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext client(IssuedCertificate own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority.certificate());
        store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The server's. */
    public TlsCredentials credentials(Path directory, boolean verifiesPeer) {
        try {
            new CredentialFiles(directory).writeCertificates(authority, List.of("localhost"), "alice");
            return X509Credentials.load(new CertificateDirectory(directory), verifiesPeer);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The client's end. */
    public TlsSession client(Wire wire) {
        SSLEngine engine = alice.createSSLEngine();
        engine.setUseClientMode(true);
        return new EngineSession(engine, wire);
    }
}
