package org.nbdscript.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ValueParser;
import org.nbdscript.api.spi.NearestName;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.server.HandshakeOffer;
import org.nbdscript.server.KeepAlive;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Parses a command line. Options may stand before and after the plugin; what follows {@code --} is not an option. When
 * an option is repeated, the last one counts, unless it is one to be repeated.
 */
final class OptionsParser {
    private static final int DEFAULT_PORT = 10809;
    private static final int MAXIMUM_PORT = 65535;
    private static final int DEFAULT_THREADS = 16;

    /** The longest path that a sockaddr_un takes, with its terminating NUL, is 108 bytes. */
    private static final int MAXIMUM_SOCKET_PATH = 107;

    private final ParseResult parsed;
    private final List<String> problems = new ArrayList<>();

    private OptionsParser(ParseResult parsed) {
        this.parsed = parsed;
    }

    /**
     * Parses the arguments of the program.
     *
     * @throws UsageException with all that is wrong with them
     */
    static Options parse(String... arguments) {
        CommandSpec spec = CommandSpec.create();
        spec.parser()
                .collectErrors(true)
                .expandAtFiles(false)
                .overwrittenOptionsAllowed(true)
                .unmatchedArgumentsAllowed(true);
        for (CommandOption option : CommandOption.values()) {
            OptionSpec.Builder builder = OptionSpec.builder(option.names().toArray(String[]::new))
                    .arity(option.hasValue() ? "1" : "0")
                    .paramLabel(option.label());
            spec.addOption(
                    option.isRepeatable()
                            ? builder.type(List.class)
                                    .auxiliaryTypes(String.class)
                                    .build()
                            : builder.type(option.hasValue() ? String.class : boolean.class)
                                    .build());
        }
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .build());
        return new OptionsParser(new CommandLine(spec).parseArgs(arguments)).options();
    }

    private Options options() {
        parsed.errors().forEach(error -> problems.add(problem(error)));
        parsed.unmatched().forEach(this::unknown);
        Options.Action action = action();
        List<String> arguments = parsed.matchedPositionalValue(0, List.of());
        if (arguments.isEmpty() && (action == Options.Action.SERVE || action == Options.Action.DUMP_PLUGIN)) {
            problems.add("expected a plugin or a script; try: nbdscript --help");
        }
        checkConflicts();
        Options options = new Options(
                action,
                endpoint(),
                has(CommandOption.READ_ONLY),
                value(CommandOption.EXPORT, Function.identity(), ""),
                value(CommandOption.THREADS, OptionsParser::threads, DEFAULT_THREADS),
                optional(CommandOption.PID_FILE, OptionsParser::absolute),
                has(CommandOption.VERBOSE),
                optional(CommandOption.RUN, Function.identity()),
                has(CommandOption.PRINT_URI),
                has(CommandOption.EXIT_WITH_PARENT),
                has(CommandOption.DAEMON),
                has(CommandOption.QUIET),
                handshake(),
                keepAlive(),
                process(),
                parsed.matchedOptionValue(CommandOption.FILTER.longName(), List.of()),
                arguments);
        if (!problems.isEmpty()) {
            throw new UsageException(problems);
        }
        return options;
    }

    private static String problem(Exception error) {
        if (error instanceof CommandLine.MissingParameterException missing
                && missing.getMissing().getFirst() instanceof OptionSpec option) {
            return option.longestName() + ": expected " + option.paramLabel() + " after it";
        }
        return String.valueOf(error.getMessage());
    }

    private void unknown(String argument) {
        String name = argument.replaceFirst("=.*", "");
        List<String> names = Stream.of(CommandOption.values())
                .flatMap(option -> option.names().stream())
                .toList();
        String nearest = name.startsWith("--") ? NearestName.of(name, names) : null;
        problems.add("unknown option " + name
                + (nearest == null ? "; try: nbdscript --help" : "; did you mean " + nearest + "?"));
    }

    private Options.Action action() {
        if (has(CommandOption.HELP)) {
            return Options.Action.HELP;
        }
        if (has(CommandOption.VERSION)) {
            return Options.Action.VERSION;
        }
        return has(CommandOption.DUMP_PLUGIN) ? Options.Action.DUMP_PLUGIN : Options.Action.SERVE;
    }

    private void checkConflicts() {
        conflict(CommandOption.PORT, CommandOption.UNIX, "the server listens either on TCP or on a unix socket");
        conflict(CommandOption.DAEMON, CommandOption.FOREGROUND, "the server is either in the background or not");
        conflict(CommandOption.DAEMON, CommandOption.RUN, "the command runs in the foreground");
        conflict(CommandOption.DAEMON, CommandOption.EXIT_WITH_PARENT, "a server in the background has no parent");
    }

    private void conflict(CommandOption one, CommandOption other, String reason) {
        if (has(one) && has(other)) {
            problems.add(one.longName() + " and " + other.longName() + " exclude each other: " + reason);
        }
    }

    private ProcessOptions process() {
        LogOptions.Format format = value(CommandOption.LOG_FORMAT, LogOptions::format, LogOptions.DEFAULT.format());
        return new ProcessOptions(
                value(CommandOption.NAME, Function.identity(), ""),
                value(CommandOption.LOG, LogOptions::parse, LogOptions.DEFAULT).withFormat(format),
                optional(CommandOption.USER, OptionsParser::notEmpty),
                optional(CommandOption.GROUP, OptionsParser::notEmpty),
                has(CommandOption.SWAP));
    }

    private static String notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a name or a number, got ''");
        }
        return text;
    }

    private Endpoint endpoint() {
        // Both are parsed, so that all that is wrong with them is said.
        Endpoint unix = optional(CommandOption.UNIX, OptionsParser::unixSocket);
        Endpoint tcp = new Endpoint.Tcp(
                value(CommandOption.PORT, OptionsParser::port, DEFAULT_PORT),
                optional(CommandOption.IP_ADDRESS, Function.identity()),
                addressFamily());
        if (unix != null) {
            return unix;
        }
        return has(CommandOption.RUN) && !has(CommandOption.PORT) ? new Endpoint.PrivateUnix() : tcp;
    }

    private Endpoint.AddressFamily addressFamily() {
        return switch (last(CommandOption.IPV4_ONLY, CommandOption.IPV6_ONLY)) {
            case IPV4_ONLY -> Endpoint.AddressFamily.IPV4;
            case IPV6_ONLY -> Endpoint.AddressFamily.IPV6;
            case null, default -> Endpoint.AddressFamily.ANY;
        };
    }

    /** Which of two options that exclude each other comes last, and so counts. */
    private @Nullable CommandOption last(CommandOption one, CommandOption other) {
        CommandOption last = null;
        for (OptionSpec option : parsed.matchedOptions()) {
            for (CommandOption candidate : List.of(one, other)) {
                last = option.names()[0].equals(candidate.names().getFirst()) ? candidate : last;
            }
        }
        return last;
    }

    private HandshakeOffer handshake() {
        int mask = value(CommandOption.MASK_HANDSHAKE, OptionsParser::mask, HandshakeFlags.ALL.bits());
        return new HandshakeOffer(
                last(CommandOption.NEWSTYLE, CommandOption.OLDSTYLE) == CommandOption.OLDSTYLE,
                new HandshakeFlags(HandshakeFlags.ALL.bits() & mask),
                !has(CommandOption.NO_STRUCTURED_REPLIES),
                !has(CommandOption.NO_META_CONTEXTS));
    }

    private static int mask(String text) {
        long mask = ValueParser.integer(text);
        if (mask < 0) {
            throw new IllegalArgumentException("expected a number of 0 or more such as 0x3, got '" + text + "'");
        }
        return (int) mask;
    }

    private @Nullable KeepAlive keepAlive() {
        KeepAlive settings = new KeepAlive(
                optional(CommandOption.KEEPALIVE_IDLE, OptionsParser::seconds),
                optional(CommandOption.KEEPALIVE_INTERVAL, OptionsParser::seconds),
                optional(CommandOption.KEEPALIVE_COUNT, OptionsParser::probes));
        return has(CommandOption.KEEPALIVE) || !settings.equals(KeepAlive.SYSTEM) ? settings : null;
    }

    private static Duration seconds(String text) {
        Duration duration = ValueParser.duration(text);
        if (duration.toSeconds() < 1 || duration.toSeconds() > 32767) {
            throw new IllegalArgumentException("expected a time from 1 to 32767 seconds, got '" + text + "'");
        }
        return duration;
    }

    private static int probes(String text) {
        long probes = ValueParser.integer(text);
        if (probes < 1 || probes > 127) {
            throw new IllegalArgumentException("expected a number from 1 to 127, got '" + text + "'");
        }
        return (int) probes;
    }

    private static Endpoint unixSocket(String text) {
        if (text.equals("-")) {
            return new Endpoint.PrivateUnix();
        }
        Path path = absolute(text);
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAXIMUM_SOCKET_PATH) {
            throw new IllegalArgumentException("expected a path of at most " + MAXIMUM_SOCKET_PATH
                    + " bytes when it is absolute, but " + path + " has " + length);
        }
        return new Endpoint.Unix(path);
    }

    private static Path absolute(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a path, got ''");
        }
        return Path.of(text).toAbsolutePath();
    }

    private static int threads(String text) {
        long threads = ValueParser.integer(text);
        if (threads < 0 || threads > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected a number of threads, got '" + text + "'");
        }
        return threads == 0 ? DEFAULT_THREADS : (int) threads;
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,9}")) {
            int port = Integer.parseInt(text);
            if (port <= MAXIMUM_PORT) {
                return port;
            }
        } else {
            Integer port = service(text);
            if (port != null) {
                return port;
            }
        }
        throw new IllegalArgumentException(
                "expected a port from 0 to 65535 or the name of a TCP service of /etc/services, got '" + text + "'");
    }

    private static @Nullable Integer service(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/etc/services"))) {
            return lines.map(line -> line.replaceFirst("#.*", "").strip().split("\\s+", -1))
                    .filter(fields -> fields.length > 1 && fields[1].endsWith("/tcp"))
                    .filter(fields -> List.of(fields).contains(name))
                    .map(fields -> Integer.valueOf(fields[1].replace("/tcp", "")))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null; // then there are no names of services here
        }
    }

    private boolean has(CommandOption option) {
        return parsed.hasMatchedOption(option.names().getFirst());
    }

    private <T> T value(CommandOption option, Function<String, T> parser, T ifAbsent) {
        T value = optional(option, parser);
        return value == null ? ifAbsent : value;
    }

    private <T> @Nullable T optional(CommandOption option, Function<String, T> parser) {
        if (!has(option)) {
            return null;
        }
        String text = parsed.matchedOptionValue(option.names().getFirst(), "");
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(option.longName() + ": " + e.getMessage());
            return null;
        }
    }
}
