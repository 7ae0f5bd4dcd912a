package org.nbdscript.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ValueParser;
import org.nbdscript.engine.Alignment;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.server.HandshakeOffer;
import org.nbdscript.server.KeepAlive;

/**
 * Parses a command line. Options may stand before and after the plugin; what follows {@code --} is not an option. When
 * an option is repeated, the last one counts, unless its help says otherwise.
 */
final class OptionsParser {
    private static final int DEFAULT_THREADS = 16;

    /** The first one of these that is asked for. */
    private static final Map<CommandOption, Options.Action> ACTIONS = actions();

    private final ParsedOptions words;
    private final SocketActivation activation;

    private OptionsParser(CommandLineWords words, SocketActivation activation) {
        this.words = new ParsedOptions(words);
        this.activation = activation;
    }

    /** Parses the arguments of a program that has inherited nothing. */
    static Options parse(String... arguments) {
        return parse(SocketActivation.NONE, arguments);
    }

    /**
     * Parses the arguments of the program.
     *
     * @param activation the sockets that it has inherited
     * @throws UsageException with all that is wrong with them
     */
    static Options parse(SocketActivation activation, String... arguments) {
        CommandLineWords words = CommandLineWords.of(arguments);
        return new OptionsParser(words, activation).options(words.arguments());
    }

    private Options options(List<String> arguments) {
        Options.Action action = action();
        if (arguments.isEmpty() && (action == Options.Action.SERVE || action == Options.Action.DUMP_PLUGIN)) {
            words.problem("expected a plugin or a script; try: nbdscript --help");
        }
        checkConflicts();
        Options options = new Options(
                action,
                new ListeningOptions(words, activation).endpoints(),
                new ListeningOptions(words, activation).given(),
                words.has(CommandOption.SINGLE),
                new AdmissionOptions(words).admission(),
                AccessOptions.of(words),
                words.has(CommandOption.READ_ONLY),
                words.value(CommandOption.EXPORT, Function.identity(), ""),
                words.value(CommandOption.THREADS, OptionsParser::threads, DEFAULT_THREADS),
                words.value(CommandOption.ALIGNMENT, OptionsParser::alignment, Alignment.FIX),
                words.optional(CommandOption.PID_FILE, ListenSyntax::absolute),
                words.has(CommandOption.VERBOSE),
                words.optional(CommandOption.RUN, Function.identity()),
                words.has(CommandOption.PRINT_URI),
                words.has(CommandOption.EXIT_WITH_PARENT),
                words.has(CommandOption.DAEMON),
                words.has(CommandOption.QUIET),
                handshake(),
                keepAlive(),
                TlsOptions.parse(words),
                process(),
                words.optional(CommandOption.COMPLETION, Completion.Shell::parse),
                words.all(CommandOption.FILTER, Function.identity()),
                arguments);
        if (!words.problems().isEmpty()) {
            throw new UsageException(words.problems());
        }
        return options;
    }

    private static Map<CommandOption, Options.Action> actions() {
        Map<CommandOption, Options.Action> actions = new LinkedHashMap<>();
        actions.put(CommandOption.HELP, Options.Action.HELP);
        actions.put(CommandOption.VERSION, Options.Action.VERSION);
        actions.put(CommandOption.DUMP_CONFIG, Options.Action.DUMP_CONFIG);
        actions.put(CommandOption.LONG_OPTIONS, Options.Action.LONG_OPTIONS);
        actions.put(CommandOption.SHORT_OPTIONS, Options.Action.SHORT_OPTIONS);
        actions.put(CommandOption.COMPLETION, Options.Action.COMPLETION);
        actions.put(CommandOption.MANUAL, Options.Action.MANUAL);
        actions.put(CommandOption.DUMP_PLUGIN, Options.Action.DUMP_PLUGIN);
        return actions;
    }

    private Options.Action action() {
        return ACTIONS.entrySet().stream()
                .filter(entry -> words.has(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Options.Action.SERVE);
    }

    private void checkConflicts() {
        new ListeningOptions(words, activation).checkConflicts();
        words.conflict(CommandOption.DAEMON, CommandOption.FOREGROUND, "the server is either in the background or not");
        words.conflict(CommandOption.DAEMON, CommandOption.RUN, "the command runs in the foreground");
        words.conflict(
                CommandOption.DAEMON, CommandOption.EXIT_WITH_PARENT, "a server in the background has no parent");
    }

    private ProcessOptions process() {
        LogOptions.Format format =
                words.value(CommandOption.LOG_FORMAT, LogOptions::format, LogOptions.DEFAULT.format());
        return new ProcessOptions(
                words.value(CommandOption.NAME, Function.identity(), ""),
                words.value(CommandOption.LOG, LogOptions::parse, LogOptions.DEFAULT)
                        .withFormat(format),
                words.optional(CommandOption.USER, OptionsParser::notEmpty),
                words.optional(CommandOption.GROUP, OptionsParser::notEmpty),
                words.has(CommandOption.SWAP),
                DebugFlags.of(words.all(CommandOption.DEBUG, DebugFlags::parse)),
                words.has(CommandOption.JIT));
    }

    /** A name that must not be left empty. */
    static String notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected a name or a number, got ''");
        }
        return text;
    }

    private HandshakeOffer handshake() {
        int mask = words.value(CommandOption.MASK_HANDSHAKE, OptionsParser::mask, HandshakeFlags.ALL.bits());
        return new HandshakeOffer(
                words.lastOf(CommandOption.NEWSTYLE, CommandOption.OLDSTYLE) == CommandOption.OLDSTYLE,
                new HandshakeFlags(HandshakeFlags.ALL.bits() & mask),
                !words.has(CommandOption.NO_STRUCTURED_REPLIES),
                !words.has(CommandOption.NO_META_CONTEXTS));
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
                words.optional(CommandOption.KEEPALIVE_IDLE, OptionsParser::seconds),
                words.optional(CommandOption.KEEPALIVE_INTERVAL, OptionsParser::seconds),
                words.optional(CommandOption.KEEPALIVE_COUNT, OptionsParser::probes));
        return words.has(CommandOption.KEEPALIVE) || !settings.isSystem() ? settings : null;
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

    private static Alignment alignment(String text) {
        Alignment alignment = Alignment.byName(text);
        if (alignment == null) {
            throw new IllegalArgumentException("expected fix or refuse, got '" + text + "'");
        }
        return alignment;
    }

    private static int threads(String text) {
        long threads = ValueParser.integer(text);
        if (threads < 0 || threads > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected a number of threads, got '" + text + "'");
        }
        return threads == 0 ? DEFAULT_THREADS : (int) threads;
    }
}
