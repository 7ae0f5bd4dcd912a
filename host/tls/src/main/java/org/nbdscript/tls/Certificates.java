package org.nbdscript.tls;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates and lists of revoked ones, of PEM files. */
final class Certificates {
    private Certificates() {}

    /** All certificates of a file, at least one. */
    static List<X509Certificate> read(PemFile file) throws CredentialsException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) factory().generateCertificate(content(block)));
                } catch (CertificateException e) {
                    throw new CredentialsException(
                            file.place(block) + ": this is no X.509 certificate: " + e.getMessage(), e);
                }
            }
        }
        return require(file, "a certificate", certificates);
    }

    /** All lists of revoked certificates of a file, at least one. */
    static List<X509CRL> readRevoked(PemFile file) throws CredentialsException {
        List<X509CRL> lists = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("X509 CRL")) {
                try {
                    lists.add((X509CRL) factory().generateCRL(content(block)));
                } catch (CRLException e) {
                    throw new CredentialsException(
                            file.place(block) + ": this is no list of revoked certificates: " + e.getMessage(), e);
                }
            }
        }
        return require(file, "a list of revoked certificates, X509 CRL", lists);
    }

    private static <T> List<T> require(PemFile file, String expected, List<T> found) throws CredentialsException {
        if (found.isEmpty()) {
            throw new CredentialsException(file.path() + ": expected " + expected + ", found "
                    + file.blocks().getFirst().label());
        }
        return found;
    }

    private static InputStream content(PemFile.Block block) {
        return new ByteArrayInputStream(block.content());
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
