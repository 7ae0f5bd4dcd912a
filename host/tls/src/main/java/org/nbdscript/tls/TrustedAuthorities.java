package org.nbdscript.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates of the other end are taken. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * Takes certificates that these have signed.
     *
     * @param revoked a file with a list of those that are not taken any more; need not be there
     */
    static X509ExtendedTrustManager manager(List<X509Certificate> authorities, Path revoked)
            throws GeneralSecurityException, CredentialsException {
        Set<TrustAnchor> anchors = new HashSet<>();
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        if (Files.exists(revoked)) {
            parameters.addCertStore(CertStore.getInstance(
                    "Collection", new CollectionCertStoreParameters(Certificates.readRevoked(PemFile.read(revoked)))));
            parameters.addCertPathChecker(revocationChecker());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** Takes certificates of the authorities that the JDK trusts. */
    static X509ExtendedTrustManager ofTheSystem() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((@Nullable KeyStore) null);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
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
}
