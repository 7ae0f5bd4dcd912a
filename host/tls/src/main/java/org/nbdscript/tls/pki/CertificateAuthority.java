package org.nbdscript.tls.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** Issues X.509 certificates with keys of the curve P-256, all of one time of validity. */
public final class CertificateAuthority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random = new SecureRandom();
    private final Instant begin;
    private final Instant end;
    private final KeyPair keys;
    private final X500Name name;
    private final X509Certificate certificate;

    /**
     * A new authority.
     *
     * @param commonName the name in its certificate
     * @param begin from when on its certificates are valid
     * @param end until when
     */
    public CertificateAuthority(String commonName, Instant begin, Instant end) throws GeneralSecurityException {
        this.begin = begin;
        this.end = end;
        this.keys = newKeys();
        this.name = name(commonName);
        this.certificate = sign(
                keys,
                name,
                new Addition(Extension.basicConstraints, true, new BasicConstraints(0)),
                new Addition(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    private record Addition(ASN1ObjectIdentifier type, boolean isCritical, ASN1Encodable value) {}

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
    }

    private X509Certificate sign(KeyPair subject, X500Name subjectName, Addition... additions)
            throws GeneralSecurityException {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(SERIAL_BITS, random).setBit(0),
                    Date.from(begin),
                    Date.from(end),
                    subjectName,
                    subject.getPublic());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subject.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
            for (Addition addition : additions) {
                builder.addExtension(addition.type(), addition.isCritical(), addition.value());
            }
            X509CertificateHolder holder = builder.build(signer());
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (IOException e) {
            throw new GeneralSecurityException("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private ContentSigner signer() throws GeneralSecurityException {
        try {
            return new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate());
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("nothing can be signed: " + e.getMessage(), e);
        }
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Its own certificate and key. */
    public IssuedCertificate self() {
        return new IssuedCertificate(certificate, (ECPrivateKey) keys.getPrivate());
    }

    /**
     * Issues a certificate for a server.
     *
     * @param hosts its names and addresses, at least one
     */
    public IssuedCertificate issueServer(List<String> hosts) throws GeneralSecurityException {
        GeneralName[] names = hosts.stream()
                .map(host ->
                        new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        return issue(
                hosts.getFirst(),
                KeyPurposeId.id_kp_serverAuth,
                new Addition(Extension.subjectAlternativeName, false, new GeneralNames(names)));
    }

    /** Issues a certificate for a client. */
    public IssuedCertificate issueClient(String commonName) throws GeneralSecurityException {
        return issue(commonName, KeyPurposeId.id_kp_clientAuth);
    }

    private IssuedCertificate issue(String commonName, KeyPurposeId purpose, Addition... additions)
            throws GeneralSecurityException {
        KeyPair subject = newKeys();
        Addition[] all = new Addition[additions.length + 3];
        all[0] = new Addition(Extension.basicConstraints, true, new BasicConstraints(false));
        all[1] = new Addition(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        all[2] = new Addition(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        System.arraycopy(additions, 0, all, 3, additions.length);
        return new IssuedCertificate(sign(subject, name(commonName), all), (ECPrivateKey) subject.getPrivate());
    }

    /** A list of revoked certificates as a block of PEM, in force as long as the certificates are valid. */
    public String revoke(X509Certificate... revoked) throws GeneralSecurityException {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(name, Date.from(begin));
        builder.setNextUpdate(Date.from(end));
        for (X509Certificate one : revoked) {
            builder.addCRLEntry(one.getSerialNumber(), Date.from(begin), CRLReason.unspecified);
        }
        try {
            return Pem.block("X509 CRL", builder.build(signer()).getEncoded());
        } catch (IOException e) {
            throw new GeneralSecurityException("a list of revoked certificates cannot be made: " + e.getMessage(), e);
        }
    }
}
