package org.nbdscript.cli;

import java.util.List;
import java.util.stream.Stream;

/**
 * The options: their names, the first of which are the ones that the help shows, and a sentence each. The parser and
 * the help are made of this table. Names and meanings are nbdkit's where nbdkit has the option.
 */
enum CommandOption {
    PORT(Group.LISTENING, "PORT", "Listen on this TCP port (10809); 0 lets the system choose.", "-p", "--port"),
    IP_ADDRESS(
            Group.LISTENING,
            "ADDRESS",
            "Listen on this address or host name only (all addresses).",
            "-i",
            "--ip-addr",
            "--ipaddr"),
    IPV4_ONLY(Group.LISTENING, "", "Listen on IPv4 only.", "-4", "--ipv4-only"),
    IPV6_ONLY(Group.LISTENING, "", "Listen on IPv6 only.", "-6", "--ipv6-only"),
    UNIX(
            Group.LISTENING,
            "SOCKET",
            "Listen on this unix socket; - makes one in a private directory. It is removed at the end.",
            "-U",
            "--unix"),
    VSOCK(Group.LISTENING, "", "Listen for virtual machines and the host, on the port of -p.", "--vsock"),
    LISTEN(
            Group.LISTENING,
            "ADDRESS",
            "Listen on this address too; may be repeated: tcp:PORT, tcp:HOST:PORT, tcp4:… and tcp6:… likewise,"
                    + " unix:SOCKET, vsock:PORT, fd:N. HOST may be an interface.",
            "--listen"),
    UNIX_MODE(Group.LISTENING, "MODE", "The permissions of unix sockets, such as 660.", "--unix-mode"),
    UNIX_OWNER(Group.LISTENING, "USER", "The owner of unix sockets.", "--unix-owner"),
    UNIX_GROUP(Group.LISTENING, "GROUP", "The group of unix sockets.", "--unix-group"),
    SINGLE(
            Group.GIVEN,
            "",
            "Serve one client on standard input and output, then end, as inetd wants it.",
            "-s",
            "--single",
            "--stdin"),
    TRANSMISSION(
            Group.GIVEN,
            "fd=N,…",
            "Serve a client on descriptor N whose handshake is over; may be repeated. Also size=SIZE, flags=FLAGS,"
                    + " export=NAME, structured=BOOL: what it was told.",
            "--transmission"),
    ACCESS(
            Group.CLIENTS,
            "RULE",
            "allow:WHO or deny:WHO; may be repeated, and the first one that is about a client decides. WHO is any, an"
                    + " address, a network, uid:N, gid:N, dn:NAME, tls-user:NAME.",
            "--access"),
    ACCESS_LIST(
            Group.CLIENTS, "FILE", "Further rules, a line each; read again when the file changes.", "--access-list"),
    MAX_CONNECTIONS(Group.CLIENTS, "N", "Serve so many clients at a time (4096).", "--max-connections"),
    MAX_CONNECTIONS_PER_ADDRESS(
            Group.CLIENTS,
            "N",
            "Serve so many clients of an address, or of a user of unix sockets, at a time.",
            "--max-connections-per-address"),
    WHEN_FULL(Group.CLIENTS, "WHAT", "Refuse more clients, or let them wait (refuse).", "--when-full"),
    TIMEOUT(
            Group.CLIENTS,
            "TIME",
            "Disconnect clients that have not chosen an export after this time.",
            "--timeout",
            "--time-out"),
    EXIT_LAST(Group.CLIENTS, "", "End when the last client has gone.", "--exit-last"),
    EXIT_LAST_GRACE(Group.CLIENTS, "TIME", "End when there has been no client for this time.", "--exit-last-grace"),

    KEEPALIVE(
            Group.LISTENING,
            "",
            "Let the system find out whether silent TCP clients are gone, and disconnect them.",
            "--keepalive",
            "--keep-alive"),
    KEEPALIVE_IDLE(Group.LISTENING, "TIME", "Ask a client that has been silent for so long.", "--keepalive-idle"),
    KEEPALIVE_INTERVAL(Group.LISTENING, "TIME", "Ask it again after this time.", "--keepalive-interval"),
    KEEPALIVE_COUNT(Group.LISTENING, "N", "Disconnect it when it was asked so often.", "--keepalive-count"),

    FILTER(
            Group.SERVING,
            "NAME|FILE",
            "Put this filter, or script, above the plugin. May be given several times: the first one is"
                    + " nearest to the client.",
            "--filter"),
    READ_ONLY(Group.SERVING, "", "Serve all exports read-only.", "-r", "--readonly", "--read-only"),
    EXPORT(
            Group.SERVING,
            "NAME",
            "The export that the printed URI and --run name (the default export).",
            "-e",
            "--export",
            "--export-name",
            "--exportname"),
    THREADS(Group.SERVING, "N", "Threads a connection for plugins that block (16).", "-t", "--threads"),
    ALIGNMENT(
            Group.SERVING,
            "fix|refuse",
            "What becomes of requests that are not as the disk's block sizes want it (fix).",
            "--alignment"),

    TLS(
            Group.TLS,
            "MODE",
            "Encrypt: off, on for clients that ask for it, or require. On if there are certificates in the usual places.",
            "--tls"),
    TLS_CERTIFICATES(
            Group.TLS,
            "DIR",
            "The directory of ca-cert.pem, server-cert.pem, server-key.pem and perhaps ca-crl.pem.",
            "--tls-certificates"),
    TLS_PSK(
            Group.TLS,
            "FILE",
            "Use the pre-shared keys of this file, a line user:hexkey each, in place of certificates.",
            "--tls-psk"),
    TLS_VERIFY_PEER(
            Group.TLS, "", "Serve only clients with a certificate that ca-cert.pem has signed.", "--tls-verify-peer"),

    NEWSTYLE(Group.HANDSHAKE, "", "Use the newstyle handshake, as is the default.", "-n", "--newstyle", "--new-style"),
    OLDSTYLE(
            Group.HANDSHAKE,
            "",
            "Use the oldstyle handshake: the default export, and nothing to negotiate.",
            "-o",
            "--oldstyle",
            "--old-style"),
    MASK_HANDSHAKE(
            Group.HANDSHAKE,
            "MASK",
            "Offer only those handshake flags that are in MASK (0x3): 1 fixed newstyle, 2 no zeroes.",
            "--mask-handshake"),
    NO_STRUCTURED_REPLIES(
            Group.HANDSHAKE, "", "Do not offer structured replies.", "--no-sr", "--no-structured-replies"),
    NO_META_CONTEXTS(Group.HANDSHAKE, "", "Do not offer metadata contexts.", "--no-mc", "--no-meta-contexts"),

    RUN(
            Group.RUNNING,
            "COMMAND",
            "Serve while this shell command runs, then end with its exit code. It finds the variables uri, nbd,"
                    + " exportname, port, unixsocket, tls, tls_certificates and tls_psk. Listens as -U - does unless told"
                    + " where else.",
            "--run"),
    DAEMON(Group.RUNNING, "", "Go to the background when the server is ready.", "--daemon"),
    FOREGROUND(Group.RUNNING, "", "Stay in the foreground, as is the default.", "-f", "--foreground", "--no-fork"),
    PID_FILE(
            Group.RUNNING,
            "FILE",
            "Write the process id into this file when the server is ready.",
            "-P",
            "--pidfile",
            "--pid-file"),
    USER(
            Group.RUNNING,
            "USER",
            "Become this user, a name or a number, when the sockets are bound; without -g its groups too.",
            "-u",
            "--user"),
    GROUP(Group.RUNNING, "GROUP", "Become a member of this group alone, a name or a number.", "-g", "--group"),
    JIT(Group.RUNNING, "", "Compile JavaScript to machine code: fast loops, a slow start.", "--jit"),
    SWAP(Group.RUNNING, "", "Lock all memory, to serve swap space of this machine.", "--swap"),
    EXIT_WITH_PARENT(Group.RUNNING, "", "End when the parent process ends.", "--exit-with-parent"),

    PRINT_URI(
            Group.INFORMATION,
            "",
            "Print the URI on standard output before serving.",
            "--print-uri",
            "--print-url",
            "--show-uri",
            "--show-url"),
    VERBOSE(Group.INFORMATION, "", "Show debug messages, and stack traces with errors.", "-v", "--verbose"),
    DEBUG(
            Group.INFORMATION,
            "NAME.FLAG=N",
            "Let -v show more: nbdscript.backend.datapath=1 requests, nbdscript.backend.controlpath=1 other calls,"
                    + " nbdscript.environ=1 the environment. Can be given several times.",
            "-D",
            "--debug"),
    LOG(
            Group.INFORMATION,
            "TARGET",
            "Log errors to stderr, syslog, null, the end of /a/file, or default: stderr, with --daemon syslog.",
            "--log"),
    LOG_FORMAT(Group.INFORMATION, "FORMAT", "How messages look: text, or json for an object a line.", "--log-format"),
    NAME(Group.INFORMATION, "NAME", "The name of this server in its messages.", "--name"),
    QUIET(Group.INFORMATION, "", "Do not show the start message.", "-q", "--quiet"),
    DUMP_PLUGIN(
            Group.INFORMATION, "", "Print what is known of the plugin or script as key=value lines.", "--dump-plugin"),
    DUMP_CONFIG(Group.INFORMATION, "", "Print what is known of this program as key=value lines.", "--dump-config"),
    LONG_OPTIONS(Group.INFORMATION, "", "Print all long options, one a line.", "--long-options"),
    SHORT_OPTIONS(Group.INFORMATION, "", "Print all short options, one a line.", "--short-options"),
    COMPLETION(
            Group.INFORMATION,
            "SHELL",
            "Print what bash, zsh or fish has to read to complete command lines.",
            "--completion"),
    MANUAL(Group.INFORMATION, "", "Print the manual page, for man -l -.", "--manual"),
    HELP(Group.INFORMATION, "", "Print this help, or that of a plugin or script.", "-h", "--help"),
    VERSION(Group.INFORMATION, "", "Print the version, and that of a plugin or script.", "-V", "--version");

    /** The parts of the help. */
    enum Group {
        LISTENING("Where to listen"),
        GIVEN("Clients that others hand over"),
        CLIENTS("Which clients to serve"),
        SERVING("What to serve"),
        TLS("How to encrypt"),
        HANDSHAKE("What to offer clients, for testing them"),
        RUNNING("How to run"),
        INFORMATION("What to print");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /** The heading. */
        String title() {
            return title;
        }
    }

    private static final int SHOWN_NAMES = 2;

    private final Group group;
    private final String label;
    private final String description;
    private final List<String> names;

    CommandOption(Group group, String label, String description, String... names) {
        this.group = group;
        this.label = label;
        this.description = description;
        this.names = List.of(names);
    }

    /** The part of the help that it belongs to. */
    Group group() {
        return group;
    }

    /** All its names, with their dashes. */
    List<String> names() {
        return names;
    }

    /** Those names of all options that begin with two dashes, or those that do not, in the order of the alphabet. */
    static List<String> names(boolean isLong) {
        return Stream.of(values())
                .flatMap(option -> option.names.stream())
                .filter(name -> name.startsWith("--") == isLong)
                .sorted()
                .toList();
    }

    /** The name for messages: the first long one. */
    String longName() {
        return names.stream().filter(name -> name.startsWith("--")).findFirst().orElseThrow();
    }

    /** Whether it takes a value. */
    boolean hasValue() {
        return !label.isEmpty();
    }

    /** What the help calls its value; empty if it takes none. */
    String label() {
        return label;
    }

    /** A sentence or two for people. */
    String description() {
        return description;
    }

    /** The left column of the help: {@code -p, --port=PORT}. */
    String synopsis() {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN_NAMES, names.size())));
        String indented = shown.startsWith("--") ? "    " + shown : shown;
        return hasValue() ? indented + "=" + label : indented;
    }
}
