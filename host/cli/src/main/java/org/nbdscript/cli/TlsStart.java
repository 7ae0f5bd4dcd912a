package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.server.TlsSetup;
import org.nbdscript.tls.CertificateDirectory;
import org.nbdscript.tls.CredentialsException;
import org.nbdscript.tls.PskCredentials;
import org.nbdscript.tls.ReloadedCredentials;
import org.nbdscript.tls.TlsCredentials;
import org.nbdscript.tls.X509Credentials;

/**
 * TLS as the server offers it, and as its URIs tell of it to a client that has its part of the credentials in the same
 * place.
 *
 * @param setup the server's
 * @param certificates their directory; null for pre-shared keys
 * @param psk the file of the pre-shared keys; null for certificates
 * @param user whose pre-shared key the URIs name; null for certificates
 */
record TlsStart(
        TlsSetup setup,
        @Nullable Path certificates,
        @Nullable Path psk,
        @Nullable String user) {
    /**
     * Loads credentials.
     *
     * @param warnings takes what is not as it should be, but no reason to end
     * @return null if TLS is off
     * @throws StartException if they cannot be used, or if there are none though they are needed
     */
    static @Nullable TlsStart load(TlsOptions options, Map<String, String> environment, Consumer<String> warnings) {
        if (options.mode() == TlsOptions.Mode.OFF) {
            return null;
        }
        try {
            return options.psk() == null ? x509(options, environment, warnings) : psk(options, options.psk(), warnings);
        } catch (CredentialsException e) {
            throw new StartException(
                    e.getMessage() + "\nmake new ones by: nbdscript tls init DIRECTORY; or serve without: --tls=off",
                    e);
        }
    }

    private static TlsStart psk(TlsOptions options, Path file, Consumer<String> warnings) throws CredentialsException {
        PskCredentials first = PskCredentials.load(file);
        TlsCredentials credentials =
                new ReloadedCredentials(first, List.of(file), () -> PskCredentials.load(file), warnings);
        return new TlsStart(new TlsSetup(credentials, isRequired(options)), null, file, first.firstUser());
    }

    private static @Nullable TlsStart x509(
            TlsOptions options, Map<String, String> environment, Consumer<String> warnings)
            throws CredentialsException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        CertificateDirectory directory = options.certificates() == null
                ? CertificateDirectory.find(environment, isRoot).orElse(null)
                : new CertificateDirectory(options.certificates());
        if (directory == null) {
            none(options, CertificateDirectory.places(environment, isRoot), warnings);
            return null;
        }
        X509Credentials first = X509Credentials.load(directory, options.verifyPeer());
        first.warnings().forEach(warnings);
        TlsCredentials credentials = new ReloadedCredentials(
                first, directory.files(), () -> X509Credentials.load(directory, options.verifyPeer()), warnings);
        return new TlsStart(new TlsSetup(credentials, isRequired(options)), directory.path(), null, null);
    }

    private static boolean isRequired(TlsOptions options) {
        return options.mode() == TlsOptions.Mode.REQUIRE;
    }

    private static void none(TlsOptions options, List<Path> places, Consumer<String> warnings) {
        if (options.mode() == null && !options.verifyPeer()) {
            return;
        }
        String looked = places.stream().map(Path::toString).collect(Collectors.joining(" or "));
        String problem = "there are no credentials: expected --tls-certificates=DIRECTORY or --tls-psk=FILE, or"
                + " ca-cert.pem, server-cert.pem and server-key.pem in " + looked
                + "; make them by: nbdscript tls init DIRECTORY";
        if (options.mode() == TlsOptions.Mode.ON && !options.verifyPeer()) {
            warnings.accept("--tls=on: " + problem + "; TLS is off");
        } else {
            throw new StartException((isRequired(options) ? "--tls=require: " : "--tls-verify-peer: ") + problem);
        }
    }

    /** A URI of the server, as it has to be for TLS: with TLS as a must if it is one. */
    NbdUri uri(NbdUri plain) {
        if (!setup.isRequired()) {
            return plain;
        }
        Map<String, String> parameters = psk == null
                ? Map.of("tls-certificates", String.valueOf(certificates))
                : Map.of("tls-psk-file", psk.toString());
        return new NbdUri(true, plain.endpoint(), plain.export(), user, parameters);
    }

    /** The variables of {@code --run}, as nbdkit has them; those that do not apply are empty. */
    static Map<String, String> shellVariables(@Nullable TlsStart tls) {
        if (tls == null) {
            return Map.of("tls", "", "tls_certificates", "", "tls_psk", "");
        }
        return Map.of(
                "tls", tls.setup.isRequired() ? "2" : "1",
                "tls_certificates", Objects.toString(tls.certificates, ""),
                "tls_psk", Objects.toString(tls.psk, ""));
    }
}
