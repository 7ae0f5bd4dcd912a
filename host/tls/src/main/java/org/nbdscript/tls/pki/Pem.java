package org.nbdscript.tls.pki;

import java.util.Base64;

/** Writes PEM (RFC 7468). */
final class Pem {
    private static final int LINE_LENGTH = 64;

    private Pem() {}

    static String block(String label, byte[] content) {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        return "-----BEGIN " + label + "-----\n" + encoder.encodeToString(content) + "\n-----END " + label + "-----\n";
    }
}
