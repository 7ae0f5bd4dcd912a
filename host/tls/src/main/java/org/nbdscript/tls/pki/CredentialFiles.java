package org.nbdscript.tls.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes credentials to the files that the server and its clients look for, and never over what is there. */
public final class CredentialFiles {
    /** Pre-shared keys are as long as the strongest cipher's. */
    private static final int KEY_BYTES = 32;

    private final Path directory;

    /** In a directory, which is made if there is none. */
    public CredentialFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes an authority, and a certificate each for a server and a client.
     *
     * @param hosts the server's names and addresses
     * @param client the name of the client
     * @return the files
     * @throws FileAlreadyExistsException if one of them is there already; then none is written
     */
    public List<Path> writeCertificates(CertificateAuthority authority, List<String> hosts, String client)
            throws IOException, GeneralSecurityException {
        IssuedCertificate server = authority.issueServer(hosts);
        IssuedCertificate clients = authority.issueClient(client);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("ca-cert.pem", authority.self().certificatePem());
        files.put("ca-key.pem", authority.self().keyPem());
        files.put("server-cert.pem", server.certificatePem());
        files.put("server-key.pem", server.keyPem());
        files.put("client-cert.pem", clients.certificatePem());
        files.put("client-key.pem", clients.keyPem());
        return write(files);
    }

    /**
     * Writes a pre-shared key for each user.
     *
     * @return the file
     * @throws FileAlreadyExistsException if it is there already
     */
    public Path writeKeys(List<String> users) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder lines = new StringBuilder();
        for (String user : users) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            lines.append(user).append(':').append(HexFormat.of().formatHex(key)).append('\n');
        }
        return write(Map.of("keys.psk", lines.toString())).getFirst();
    }

    private List<Path> write(Map<String, String> contents) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String name : contents.keySet()) {
            if (Files.exists(directory.resolve(name))) {
                throw new FileAlreadyExistsException(directory.resolve(name).toString());
            }
        }
        for (Map.Entry<String, String> file : contents.entrySet()) {
            Path path = directory.resolve(file.getKey());
            String mode = file.getKey().endsWith("-cert.pem") ? "rw-r--r--" : "rw-------";
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        }
        return contents.keySet().stream().map(directory::resolve).toList();
    }
}
