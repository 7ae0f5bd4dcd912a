package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory of certificates must be like. */
class X509CredentialsTest {
    @TempDir
    Path directory;

    private CertificateDirectory certificates;

    @BeforeEach
    void make() throws Exception {
        certificates = TestAuthority.directory(directory.resolve("pki"), TestAuthority.valid());
    }

    private void assertUnusable(String... message) {
        assertThatThrownBy(() -> X509Credentials.load(certificates, true))
                .isInstanceOf(CredentialsException.class)
                .message()
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-cert.pem", "server-cert.pem", "server-key.pem"})
    void aMissingFileIsNamed(String name) throws IOException {
        Files.delete(certificates.path().resolve(name));
        assertUnusable(name + ": there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-cert.pem", "server-cert.pem", "server-key.pem", "ca-crl.pem"})
    void aFileThatIsNoPemIsNamed(String name) throws IOException {
        Files.writeString(certificates.path().resolve(name), "hello");
        assertUnusable(name + ": expected PEM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-cert.pem", "server-cert.pem", "ca-crl.pem"})
    void aFileWithSomethingElseIsNamedWithWhatItHas(String name) throws IOException {
        Files.copy(
                certificates.path().resolve("server-key.pem"),
                certificates.path().resolve(name),
                StandardCopyOption.REPLACE_EXISTING);
        assertUnusable(name + ": expected", "found PRIVATE KEY");
    }

    @Test
    void aBrokenCertificateIsNamedWithItsLine() throws IOException {
        Files.writeString(
                certificates.serverCertificate(),
                "some text\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertUnusable("server-cert.pem:2: this is no X.509 certificate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
            })
    void anEncryptedKeyIsRefusedWithTheCommandThatDecryptsIt(String key) throws IOException {
        Files.writeString(certificates.serverKey(), key);
        assertUnusable("server-key.pem:1: the key is encrypted", "openssl pkey -in");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws IOException {
        Files.copy(
                certificates.path().resolve("client-key.pem"),
                certificates.serverKey(),
                StandardCopyOption.REPLACE_EXISTING);
        assertUnusable("server-key.pem: this is not the key of the certificate in", "server-cert.pem");
    }

    @Test
    void anExpiredCertificateOfTheServerIsWarnedOf() throws Exception {
        CertificateDirectory expired = TestAuthority.directory(directory.resolve("expired"), TestAuthority.expired());
        assertThat(X509Credentials.load(expired, false).warnings())
                .singleElement()
                .asString()
                .contains("server-cert.pem: the certificate has expired at ");
        assertThat(X509Credentials.load(certificates, false).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void keysOfEllipticCurvesAreReadInTheirOldForm(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        ASN1ObjectIdentifier name = ASN1ObjectIdentifier.getInstance(PrivateKeyInfo.getInstance(key.getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters());
        BigInteger number = key.getS();
        byte[] old = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        key.getParams().getOrder().bitLength(), number, name)
                .getEncoded();
        Path file = write("EC PRIVATE KEY", old);
        assertThat(((ECPrivateKey) PrivateKeys.read(PemFile.read(file))).getS()).isEqualTo(number);
    }

    @Test
    void keysOfRsaAreReadInTheirOldForm() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        byte[] old = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        Path file = write("RSA PRIVATE KEY", old);
        assertThat(PrivateKeys.read(PemFile.read(file))).isEqualTo(pair.getPrivate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"})
    void rubbishInPlaceOfAKeyIsNamedWithItsLine(String label) throws IOException {
        Path file = write(label, new byte[] {0x30, 3, 2, 1, 1});
        assertThatThrownBy(() -> PrivateKeys.read(PemFile.read(file)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("key.pem:1: expected");
    }

    private Path write(String label, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(
                directory.resolve("key.pem"),
                "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, text));
    }

    @Test
    void theUsualPlacesAreInTheHomeOrUnderEtc() {
        assertThat(CertificateDirectory.places(Map.of("HOME", "/home/alice"), false))
                .containsExactly(Path.of("/home/alice/.pki/nbdscript"), Path.of("/home/alice/.config/pki/nbdscript"));
        assertThat(CertificateDirectory.places(Map.of("HOME", "/root"), true))
                .containsExactly(Path.of("/etc/pki/nbdscript"));
        assertThat(CertificateDirectory.places(Map.of(), false)).isEmpty();
    }

    @Test
    void theFirstPlaceThatIsCompleteIsTaken() throws Exception {
        Path second = directory.resolve(".config/pki/nbdscript");
        Map<String, String> environment = Map.of("HOME", directory.toString());
        assertThat(CertificateDirectory.find(environment, false)).isEmpty();
        TestAuthority.directory(second, TestAuthority.valid());
        assertThat(CertificateDirectory.find(environment, false)).contains(new CertificateDirectory(second));
        Path first = directory.resolve(".pki/nbdscript");
        TestAuthority.directory(first, TestAuthority.valid());
        assertThat(CertificateDirectory.find(environment, false)).contains(new CertificateDirectory(first));
        Files.delete(first.resolve("server-key.pem"));
        assertThat(CertificateDirectory.find(environment, false)).contains(new CertificateDirectory(second));
    }
}
