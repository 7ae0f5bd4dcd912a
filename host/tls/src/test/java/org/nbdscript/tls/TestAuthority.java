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
import javax.net.ssl.TrustManagerFactory;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.CredentialFiles;
import org.nbdscript.tls.pki.IssuedCertificate;

/** Credentials for tests. */
final class TestAuthority {
    private static final Instant NOW = Instant.now();

    private TestAuthority() {}

    static CertificateAuthority valid() throws GeneralSecurityException {
        return new CertificateAuthority("test authority", NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(1)));
    }

    static CertificateAuthority expired() throws GeneralSecurityException {
        return new CertificateAuthority("test authority", NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));
    }

    /** A server's directory. */
    static CertificateDirectory directory(Path directory, CertificateAuthority authority)
            throws IOException, GeneralSecurityException {
        new CredentialFiles(directory).writeCertificates(authority, List.of("localhost", "127.0.0.1"), "alice");
        return new CertificateDirectory(directory);
    }

    /** A client that trusts an authority, and has no certificate. */
    static SSLContext client(CertificateAuthority authority) throws GeneralSecurityException, IOException {
        return client(authority, null);
    }

    /** A client that trusts an authority, and shows a certificate. */
    static SSLContext client(CertificateAuthority authority, IssuedCertificate own)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
        }
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
