package org.nbdscript.tls.pki;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A certificate and the key that belongs to it.
 *
 * @param certificate tells whose key it is
 * @param key to be kept secret
 */
public record IssuedCertificate(X509Certificate certificate, ECPrivateKey key) {
    /** The certificate as a block of PEM. */
    public String certificatePem() {
        try {
            return Pem.block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key as a block of PEM, by PKCS #8. The JDK leaves out the public key and the curve of RFC 5915, without which
     * GnuTLS does not take it.
     */
    public String keyPem() {
        SubjectPublicKeyInfo subject =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        org.bouncycastle.asn1.sec.ECPrivateKey whole = new org.bouncycastle.asn1.sec.ECPrivateKey(
                key.getParams().getOrder().bitLength(),
                key.getS(),
                subject.getPublicKeyData(),
                subject.getAlgorithm().getParameters());
        try {
            return Pem.block("PRIVATE KEY", new PrivateKeyInfo(subject.getAlgorithm(), whole).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
