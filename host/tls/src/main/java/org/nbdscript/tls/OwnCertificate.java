package org.nbdscript.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate with its key, by which an end proves who it is.
 *
 * @param chain the certificate, and those that link it to the signer's, in that order
 * @param key the certificate's
 */
record OwnCertificate(List<X509Certificate> chain, PrivateKey key) {
    /**
     * Reads both.
     *
     * @throws CredentialsException if one of them cannot be read, or they do not fit each other
     */
    static OwnCertificate read(Path certificate, Path keyFile) throws CredentialsException {
        List<X509Certificate> chain = Certificates.read(PemFile.read(certificate));
        PrivateKey key = PrivateKeys.read(PemFile.read(keyFile));
        if (!fits(key, chain.getFirst())) {
            throw new CredentialsException(keyFile + ": this is not the key of the certificate in " + certificate);
        }
        return new OwnCertificate(chain, key);
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

    /** The certificate itself. */
    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** As the JDK's TLS takes it. */
    KeyManager[] keyManagers() throws GeneralSecurityException {
        char[] password = new char[0];
        KeyStore store = emptyStore();
        store.setKeyEntry("own", key, password, chain.toArray(Certificate[]::new));
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
}
