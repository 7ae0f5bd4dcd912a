package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ValueParser;

/**
 * What the command line asks for of TLS.
 *
 * @param mode whether; null to offer it if there are credentials in the usual places
 * @param certificates the directory of the certificates, absolute; null for the usual places
 * @param psk the file of the pre-shared keys, absolute, used in place of certificates; null for none
 * @param verifyPeer whether clients must have a certificate
 */
record TlsOptions(
        @Nullable Mode mode,
        @Nullable Path certificates,
        @Nullable Path psk,
        boolean verifyPeer) {
    /** When nothing is said. */
    static final TlsOptions DEFAULT = new TlsOptions(null, null, null, false);

    /** Whether to encrypt. */
    enum Mode {
        /** Never. */
        OFF,
        /** For clients that ask for it. */
        ON,
        /** For all clients. */
        REQUIRE
    }

    /** What the command line says. */
    static TlsOptions parse(ParsedOptions words) {
        TlsOptions options = new TlsOptions(
                words.optional(CommandOption.TLS, TlsOptions::mode),
                words.optional(CommandOption.TLS_CERTIFICATES, ListenSyntax::absolute),
                words.optional(CommandOption.TLS_PSK, ListenSyntax::absolute),
                words.has(CommandOption.TLS_VERIFY_PEER));
        if (options.mode() == Mode.REQUIRE) {
            words.conflict(CommandOption.TLS, CommandOption.OLDSTYLE, "nothing can be negotiated in oldstyle");
        }
        if (options.mode() == Mode.OFF) {
            words.conflict(CommandOption.TLS, CommandOption.TLS_VERIFY_PEER, "nobody proves anything without TLS");
        }
        return options;
    }

    private static Mode mode(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.equals("require") || word.equals("required") || word.equals("force")) {
            return Mode.REQUIRE;
        }
        try {
            return ValueParser.bool(text) ? Mode.ON : Mode.OFF;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected off, on or require, got '" + text + "'", e);
        }
    }
}
