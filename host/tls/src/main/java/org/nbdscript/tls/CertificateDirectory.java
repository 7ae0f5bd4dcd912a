package org.nbdscript.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory with the certificates of a server, of a client, or of both, in nbdkit's layout.
 *
 * @param path of the directory
 */
public record CertificateDirectory(Path path) {
    private static final String OWN = "nbdscript";
    private static final String LIBNBD = "libnbd";
    private static final String CA_CERTIFICATE = "ca-cert.pem";
    private static final String SERVER_CERTIFICATE = "server-cert.pem";
    private static final String SERVER_KEY = "server-key.pem";
    private static final String CLIENT_CERTIFICATE = "client-cert.pem";
    private static final String CLIENT_KEY = "client-key.pem";
    private static final String REVOKED = "ca-crl.pem";

    /** The first of the usual directories that has all that a server needs. */
    public static Optional<CertificateDirectory> find(Map<String, String> environment, boolean isRoot) {
        return places(environment, isRoot).stream()
                .map(CertificateDirectory::new)
                .filter(CertificateDirectory::isComplete)
                .findFirst();
    }

    /** Where it is looked for: in the user's home, or under /etc for root. */
    public static List<Path> places(Map<String, String> environment, boolean isRoot) {
        return places(environment, isRoot, OWN);
    }

    private static List<Path> places(Map<String, String> environment, boolean isRoot, String program) {
        if (isRoot) {
            return List.of(Path.of("/etc/pki", program));
        }
        String home = environment.get("HOME");
        return home == null || home.isEmpty()
                ? List.of()
                : List.of(Path.of(home, ".pki", program), Path.of(home, ".config/pki", program));
    }

    /**
     * The first of the usual directories of a client, those of the server and those of libnbd, that says whom to trust.
     */
    public static Optional<CertificateDirectory> findForClient(Map<String, String> environment, boolean isRoot) {
        return Stream.of(OWN, LIBNBD)
                .flatMap(program -> places(environment, isRoot, program).stream())
                .map(CertificateDirectory::new)
                .filter(directory -> Files.isReadable(directory.caCertificate()))
                .findFirst();
    }

    private boolean isComplete() {
        return Files.isReadable(caCertificate())
                && Files.isReadable(serverCertificate())
                && Files.isReadable(serverKey());
    }

    /** All files that a server's credentials are read from; the last one need not be there. */
    public List<Path> files() {
        return List.of(caCertificate(), serverCertificate(), serverKey(), revoked());
    }

    /** The certificates of those who sign those of the other end. */
    Path caCertificate() {
        return path.resolve(CA_CERTIFICATE);
    }

    /** The server's certificate, and those that link it to the signer's, in that order. */
    Path serverCertificate() {
        return path.resolve(SERVER_CERTIFICATE);
    }

    /** The key of the server's certificate. */
    Path serverKey() {
        return path.resolve(SERVER_KEY);
    }

    /** The client's certificate, and those that link it to the signer's, in that order; need not be there. */
    Path clientCertificate() {
        return path.resolve(CLIENT_CERTIFICATE);
    }

    /** The key of the client's certificate; need not be there. */
    Path clientKey() {
        return path.resolve(CLIENT_KEY);
    }

    /** The revoked certificates; need not be there. */
    Path revoked() {
        return path.resolve(REVOKED);
    }
}
