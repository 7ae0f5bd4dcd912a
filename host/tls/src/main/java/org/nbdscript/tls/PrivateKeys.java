package org.nbdscript.tls;

import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Private keys of PEM files, as the usual tools write them: PKCS #8 (RFC 5958), and the older forms of RSA (PKCS #1)
 * and of elliptic curves (RFC 5915), which the JDK takes only in a PKCS #8 cover.
 */
final class PrivateKeys {
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int CURVE = 0xa0;
    private static final String[] ALGORITHMS = {"EC", "RSA", "EdDSA", "RSASSA-PSS"};

    private PrivateKeys() {}

    /** The first key of a file. */
    static PrivateKey read(PemFile file) throws CredentialsException {
        for (PemFile.Block block : file.blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decode(file.place(block), block.content());
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(file.place(block), cover(RSA_ENCRYPTION, block.content()));
                }
                case "EC PRIVATE KEY" -> {
                    return decode(file.place(block), cover(concat(EC_PUBLIC_KEY, curve(file, block)), block.content()));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new CredentialsException(file.place(block)
                            + ": the key is encrypted; decrypt it first, for example by: openssl pkey -in "
                            + file.path());
                default -> {
                    // Parameters of a curve, or a certificate, come before the key in some files.
                }
            }
        }
        throw new CredentialsException(file.path() + ": expected a private key, found "
                + file.blocks().getFirst().label());
    }

    private static PrivateKey decode(String place, byte[] pkcs8) throws CredentialsException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // It is of another algorithm, or of none.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new CredentialsException(place
                + ": expected a private key of RSA, of an elliptic curve, or Ed25519; this is none that is known");
    }

    private static byte[] cover(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, concat(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    /** The curve's identifier, which an ECPrivateKey has after its version and its key. */
    private static byte[] curve(PemFile file, PemFile.Block block) throws CredentialsException {
        byte[] der = block.content();
        try {
            int at = content(der, 0);
            at = end(der, at);
            at = end(der, at);
            int identifier = content(der, at);
            if ((der[at] & 0xff) == CURVE && der[identifier] == OBJECT_IDENTIFIER) {
                return Arrays.copyOfRange(der, identifier, end(der, identifier));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // Told below.
        }
        throw new CredentialsException(file.place(block) + ": expected an ECPrivateKey that names its curve");
    }

    /** Where the content of the element at an index begins. */
    private static int content(byte[] der, int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }

    /** Where the element at an index ends. */
    private static int end(byte[] der, int at) {
        int begin = content(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < begin; i++) {
                length = (length << 8) | (der[i] & 0xff);
            }
        }
        return begin + length;
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] size = HexFormat.of().parseHex("%08x".formatted(content.length));
        return content.length < 0x80
                ? concat(new byte[] {(byte) tag, (byte) content.length}, content)
                : concat(new byte[] {(byte) tag, (byte) 0x84}, size, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
