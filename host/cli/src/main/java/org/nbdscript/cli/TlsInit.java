package org.nbdscript.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.ValueParser;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.CredentialFiles;

/** {@code nbdscript tls init}: makes credentials, and tells what to do with them. */
final class TlsInit {
    static final String USAGE = """
            nbdscript tls init makes what TLS needs: an authority, and certificates that it has issued for the
            server and a client; or, with --psk, a key that both share.

            Usage: nbdscript tls init [--host=NAME]... [--client=NAME] [--days=N] DIRECTORY
                   nbdscript tls init --psk [--client=NAME]... DIRECTORY

                  --host=NAME    A name or an address of the server, besides those of this machine.
                  --client=NAME  The name of the client; for --psk of the user (the user who runs this).
                  --days=N       For how many days the certificates are valid (3650).
                  --psk          Make pre-shared keys, a key for each user, in place of certificates.
              -h, --help         Print this help.

            Files that are there already are kept, and nothing is written then.
            """;

    private static final int DEFAULT_DAYS = 3650;

    private final List<String> problems = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> clients = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private boolean usesKeys;
    private boolean isHelp;
    private int days = DEFAULT_DAYS;

    private TlsInit() {}

    /** Whether a command line is one of these, rather than one that serves. */
    static boolean isMeant(String... arguments) {
        return arguments.length > 0 && arguments[0].equals("tls");
    }

    /**
     * Runs the command.
     *
     * @return what to print
     * @throws UsageException with all that is wrong with the command line
     * @throws StartException if the files cannot be written
     */
    static String run(String... arguments) {
        TlsInit init = new TlsInit();
        init.parse(arguments);
        if (init.isHelp) {
            return USAGE;
        }
        if (!init.problems.isEmpty()) {
            init.problems.add("see: nbdscript tls init --help");
            throw new UsageException(init.problems);
        }
        return init.make(Path.of(init.directories.getFirst()).toAbsolutePath());
    }

    private void parse(String... arguments) {
        boolean isInit = false;
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            String name = argument.replaceFirst("=.*", "");
            switch (name) {
                case "--host", "--client", "--days" -> {
                    if (argument.contains("=")) {
                        value(name, argument.substring(name.length() + 1));
                    } else if (i + 1 < arguments.length) {
                        value(name, arguments[++i]);
                    } else {
                        problems.add(name + ": expected a value after it");
                    }
                }
                case "--psk" -> usesKeys = true;
                case "-h", "--help" -> isHelp = true;
                default -> {
                    if (argument.startsWith("-")) {
                        problems.add("unknown option " + name);
                    } else if (!isInit && argument.equals("init")) {
                        isInit = true;
                    } else {
                        directories.add(argument);
                    }
                }
            }
        }
        check(isInit);
    }

    private void check(boolean isInit) {
        if (!isInit || directories.size() != 1) {
            problems.add("expected tls init DIRECTORY");
        }
        if (usesKeys && !hosts.isEmpty()) {
            problems.add("--host and --psk exclude each other: a key knows no hosts");
        }
        if (!usesKeys && clients.size() > 1) {
            problems.add("--client: expected one client, got " + clients.size());
        }
    }

    private void value(String name, String value) {
        if (value.isEmpty() || (value.contains(":") && name.equals("--client"))) {
            problems.add(name + ": expected a name without a colon, got '" + value + "'");
        } else if (name.equals("--host")) {
            hosts.add(value);
        } else if (name.equals("--client")) {
            clients.add(value);
        } else {
            days(value);
        }
    }

    private void days(String text) {
        try {
            long number = ValueParser.integer(text);
            if (number >= 1 && number <= 100L * 365) {
                days = (int) number;
                return;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        problems.add("--days: expected a number of days from 1 to 36500, got '" + text + "'");
    }

    private String make(Path directory) {
        if (clients.isEmpty()) {
            clients.add(System.getProperty("user.name"));
        }
        try {
            CredentialFiles files = new CredentialFiles(directory);
            return usesKeys ? keys(files) : certificates(files, directory);
        } catch (FileAlreadyExistsException e) {
            throw new StartException("tls init: " + e.getFile() + " is there already, so nothing was written", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new StartException("tls init: " + directory + ": " + e, e);
        }
    }

    private String keys(CredentialFiles files) throws IOException {
        return """
              %1$s
            Serve:
              nbdscript --tls=require --tls-psk=%1$s PLUGIN|SCRIPT
            Give a client its line of that file. It says:
              nbdinfo 'nbds://USER@localhost?tls-psk-file='%1$s
            """.formatted(ShellQuote.quote(files.writeKeys(clients).toString()));
    }

    private String certificates(CredentialFiles files, Path directory) throws IOException, GeneralSecurityException {
        Instant now = Instant.now();
        // A little before now, for clients whose clock is behind.
        CertificateAuthority authority = new CertificateAuthority(
                "nbdscript authority of " + ownName(), now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(days)));
        List<String> all = new ArrayList<>(hosts);
        List.of("localhost", "127.0.0.1", "::1", ownName()).stream()
                .filter(host -> !all.contains(host))
                .forEach(all::add);
        String written = files.writeCertificates(authority, all, clients.getFirst()).stream()
                .map(file -> "  " + file)
                .collect(Collectors.joining("\n"));
        return """
            %1$s
            Serve, here as %3$s:
              nbdscript --tls=require --tls-certificates=%2$s PLUGIN|SCRIPT
            Let only clients with a certificate in: add --tls-verify-peer.
            Give clients ca-cert.pem, client-cert.pem and client-key.pem, and keep the other keys. A client says:
              nbdinfo 'nbds://localhost?tls-certificates='%2$s
            """.formatted(written, ShellQuote.quote(directory.toString()), String.join(", ", all));
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
