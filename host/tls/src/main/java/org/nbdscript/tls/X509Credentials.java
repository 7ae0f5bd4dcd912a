package org.nbdscript.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

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
        List<X509Certificate> chain = Certificates.read(PemFile.read(directory.serverCertificate()));
        PrivateKey key = PrivateKeys.read(PemFile.read(directory.serverKey()));
        if (!fits(key, chain.getFirst())) {
            throw new CredentialsException(directory.serverKey() + ": this is not the key of the certificate in "
                    + directory.serverCertificate());
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trust = verifiesPeer ? trust(directory, authorities) : new TrustManager[0];
            context.init(keys(key, chain), trust, null);
            return new X509Credentials(
                    context, protocols(authorities, verifiesPeer), verifiesPeer, warnings(directory, chain.getFirst()));
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

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] text = new byte[32];
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeyManager[] keys(PrivateKey key, List<X509Certificate> chain) throws GeneralSecurityException {
        char[] password = new char[0];
        KeyStore store = emptyStore();
        store.setKeyEntry("server", key, password, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    private static TrustManager[] trust(CertificateDirectory directory, List<X509Certificate> authorities)
            throws GeneralSecurityException, CredentialsException {
        Set<TrustAnchor> anchors = new HashSet<>();
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        if (Files.exists(directory.revoked())) {
            parameters.addCertStore(CertStore.getInstance(
                    "Collection",
                    new CollectionCertStoreParameters(Certificates.readRevoked(PemFile.read(directory.revoked())))));
            parameters.addCertPathChecker(revocationChecker());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    /** Looks at the list that was given alone, and takes nobody of whom it says nothing. */
    private static PKIXRevocationChecker revocationChecker() throws GeneralSecurityException {
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(
                PKIXRevocationChecker.Option.PREFER_CRLS,
                PKIXRevocationChecker.Option.NO_FALLBACK,
                PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        return checker;
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
