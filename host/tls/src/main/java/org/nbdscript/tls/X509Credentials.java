package org.nbdscript.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/** A server's X.509 certificate with its key, and whose certificates it takes of clients. */
public final class X509Credentials implements TlsCredentials {
    /** Older versions are broken; the JDK refuses them by itself unless it is told otherwise. */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /**
     * GnuTLS up to 3.7 at least, and so libnbd and qemu, sends no certificate with an RSA key in TLS 1.3 unless the
     * server takes PKCS #1 signatures, which that version has abolished and the JDK does not.
     */
    private static final String[] PROTOCOLS_OF_RSA_CLIENTS = {"TLSv1.2"};

    private final SSLContext context;
    private final String[] protocols;
    private final boolean verifiesPeer;
    private final List<String> warnings;

    private X509Credentials(SSLContext context, String[] protocols, boolean verifiesPeer, List<String> warnings) {
        this.context = context;
        this.protocols = protocols;
        this.verifiesPeer = verifiesPeer;
        this.warnings = warnings;
    }

    /**
     * Loads the credentials of a directory.
     *
     * @param verifiesPeer whether clients must have a certificate that is signed by the directory's authority and not
     *     revoked; else they are not asked for one
     */
    public static X509Credentials load(CertificateDirectory directory, boolean verifiesPeer)
            throws CredentialsException {
        List<X509Certificate> authorities = Certificates.read(PemFile.read(directory.caCertificate()));
        OwnCertificate own = OwnCertificate.read(directory.serverCertificate(), directory.serverKey());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trust = verifiesPeer
                    ? new TrustManager[] {TrustedAuthorities.manager(authorities, directory.revoked())}
                    : new TrustManager[0];
            context.init(own.keyManagers(), trust, null);
            return new X509Credentials(
                    context,
                    protocols(authorities, verifiesPeer),
                    verifiesPeer,
                    warnings(directory, own.certificate()));
        } catch (GeneralSecurityException e) {
            throw new CredentialsException(directory.path() + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /** The keys of clients are not known before they are asked for; those of an authority are mostly of one kind. */
    private static String[] protocols(List<X509Certificate> authorities, boolean verifiesPeer) {
        boolean mayBeRsa = authorities.stream()
                .anyMatch(authority -> authority.getPublicKey().getAlgorithm().equals("RSA"));
        return verifiesPeer && mayBeRsa ? PROTOCOLS_OF_RSA_CLIENTS : PROTOCOLS;
    }

    private static List<String> warnings(CertificateDirectory directory, X509Certificate certificate) {
        Instant now = Instant.now();
        List<String> warnings = new ArrayList<>();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            warnings.add(directory.serverCertificate() + ": the certificate has expired at "
                    + certificate.getNotAfter().toInstant() + "; clients will refuse it");
        } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
            warnings.add(directory.serverCertificate() + ": the certificate is not valid before "
                    + certificate.getNotBefore().toInstant() + "; clients will refuse it");
        }
        return List.copyOf(warnings);
    }

    /** What will keep clients from being served, though the credentials can be loaded: one sentence each. */
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public TlsSession session(Wire wire) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(protocols);
        engine.setNeedClientAuth(verifiesPeer);
        return new EngineSession(engine, wire);
    }
}
