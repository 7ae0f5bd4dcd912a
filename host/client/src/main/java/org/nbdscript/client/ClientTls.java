package org.nbdscript.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.tls.CertificateDirectory;
import org.nbdscript.tls.CredentialsException;
import org.nbdscript.tls.PskClientCredentials;
import org.nbdscript.tls.TlsCredentials;
import org.nbdscript.tls.X509ClientCredentials;

/**
 * Whether a client encrypts, and by what it and the server prove themselves: a pre-shared key if there is a file of
 * them, certificates else.
 *
 * @param mode whether it does
 * @param certificates the directory with those who may sign the server's certificate, and with the client's own; null
 *     for the usual places, and for the authorities that the JDK trusts if there is none
 * @param keys a file with pre-shared keys; null for certificates
 * @param user whose pre-shared key is used; null for the name of the user who runs this
 * @param verifiesServer whether the server's certificate is looked at
 * @param hostname whom the server's certificate has to be for; null for the host of the URI, if it has one
 */
public record ClientTls(
        Mode mode,
        @Nullable Path certificates,
        @Nullable Path keys,
        @Nullable String user,
        boolean verifiesServer,
        @Nullable String hostname) {
    /** Whether to encrypt. */
    public enum Mode {
        /** Never. */
        OFF,
        /** If the server can; whoever is between the two may say that it cannot. */
        ON,
        /** Always: without TLS there is no connection. */
        REQUIRE
    }

    /** What a URI says: a must with {@code nbds}, not at all else; and the parameters of its query. */
    public static ClientTls of(NbdUri uri) {
        Map<String, String> parameters = uri.parameters();
        return new ClientTls(
                uri.tls() ? Mode.REQUIRE : Mode.OFF,
                path(parameters.get("tls-certificates")),
                path(parameters.get("tls-psk-file")),
                parameters.getOrDefault("tls-username", uri.user()),
                verifiesPeer(parameters.getOrDefault("tls-verify-peer", "1")),
                parameters.get("tls-hostname"));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static boolean verifiesPeer(String text) {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw new IllegalArgumentException("tls-verify-peer: expected 0 or 1, got '" + text + "'");
        };
    }

    /** The same with another mode. */
    public ClientTls withMode(Mode newMode) {
        return new ClientTls(newMode, certificates, keys, user, verifiesServer, hostname);
    }

    /**
     * Reads the files.
     *
     * @param endpoint of the server, whose host its certificate has to be for if nothing else is said; null for a
     *     socket that is connected already
     */
    public TlsCredentials load(NbdUri.@Nullable Endpoint endpoint) throws CredentialsException {
        if (keys != null) {
            return PskClientCredentials.load(
                    keys, Objects.requireNonNullElseGet(user, () -> System.getProperty("user.name")));
        }
        CertificateDirectory directory = certificates == null ? usual() : new CertificateDirectory(certificates);
        return verifiesServer
                ? X509ClientCredentials.load(directory, hostname == null ? host(endpoint) : hostname)
                : X509ClientCredentials.loadTrustingAnybody(directory);
    }

    private static @Nullable CertificateDirectory usual() {
        return CertificateDirectory.findForClient(System.getenv(), "root".equals(System.getProperty("user.name")))
                .orElse(null);
    }

    /** Who listens on a unix socket is no matter of names. */
    private static @Nullable String host(NbdUri.@Nullable Endpoint endpoint) {
        return endpoint instanceof NbdUri.Tcp(String host, int _) ? host : null;
    }
}
