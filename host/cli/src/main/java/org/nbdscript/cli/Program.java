package org.nbdscript.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Layer;
import org.nbdscript.engine.ParameterProblems;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.server.GivenConnection;

/** One run: does what the options ask for, and makes of whatever goes wrong one message and an exit code. */
final class Program {
    private final PrintStream output;
    private final Options options;
    private final MessageLog log;
    private final @Nullable StandardStreams streams;
    private final StopRequest stop = new StopRequest();
    private final ProcessServices services;
    private final PluginRegistry registry;

    /** A run; {@code streams} are the client of a server of one, or null. */
    private Program(PrintStream output, Options options, @Nullable StandardStreams streams) {
        this.output = output;
        this.options = options;
        this.streams = streams;
        boolean isMute = streams != null && !streams.hasErrors();
        LogOptions messages = options.process().log();
        this.log = MessageLog.of(
                isMute ? messages.withoutStandardError() : messages,
                options.process().name(),
                options.verbose());
        this.services = new ProcessServices(log, stop);
        this.registry = new PluginRegistry(
                services, PluginRegistry.DEFAULT_LOAD_DEADLINE, streams == null ? System.in : StandardStreams.taken());
    }

    /** Runs the program, which prints what it was asked for to {@code output}; returns its exit code. */
    static int run(PrintStream output, String... arguments) throws InterruptedException {
        try {
            String printed = subcommand(arguments);
            if (printed != null) {
                output.print(printed);
                output.flush();
                return ExitCode.SUCCESS.code();
            }
            SocketActivation activation =
                    SocketActivation.of(System.getenv(), ProcessHandle.current().pid());
            Options options = OptionsParser.parse(activation, arguments);
            boolean isSingle = options.single() && options.action() == Options.Action.SERVE;
            Program program = new Program(output, options, isSingle ? StandardStreams.take() : null);
            if (activation.warning() != null) {
                program.log.warn(activation.warning());
            }
            return program.run();
        } catch (UsageException | StartException e) {
            MessageLog.ofStandardError().error(Objects.requireNonNull(e.getMessage()));
            return ExitCode.FAILURE.code();
        }
    }

    /** What a command that does not serve prints; null if the arguments are no such command. */
    private static @Nullable String subcommand(String... arguments) {
        if (ResizeDevice.isMeant(arguments)) {
            return ResizeDevice.run(arguments);
        }
        return TlsInit.isMeant(arguments) ? TlsInit.run(arguments) : null;
    }

    @SuppressWarnings("IllegalCatch") // plugins and scripts may throw anything; the user gets a message all the same
    private int run() throws InterruptedException {
        try {
            return switch (options.action()) {
                case HELP -> help();
                case VERSION -> version();
                case DUMP_PLUGIN -> dumpPlugin();
                case SERVE -> serve();
            };
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            report(e);
            return ExitCode.FAILURE.code();
        }
    }

    private int help() {
        if (options.arguments().isEmpty() && options.filters().isEmpty()) {
            print(ProgramHelp.text(registry));
        } else if (options.arguments().isEmpty()) {
            print(LayerHelp.ofFilters(StackStart.loadFilters(registry, services, options), options.filters()));
        } else {
            StackStart start = StackStart.load(registry, services, options);
            print(LayerHelp.ofFilters(start.filters(), options.filters())
                    + (start.filters().isEmpty() ? "" : "\n")
                    + LayerHelp.ofPlugin(start.plugin(), start.words()));
        }
        return ExitCode.SUCCESS.code();
    }

    private int version() {
        print("nbdscript " + ownVersion() + "\n");
        List<? extends Layer> layers = options.arguments().isEmpty()
                ? StackStart.loadFilters(registry, services, options)
                : StackStart.load(registry, services, options).layers();
        for (Layer layer : layers) {
            print(layer.name() + " " + Objects.requireNonNullElse(layer.version(), ownVersion()) + "\n");
        }
        return ExitCode.SUCCESS.code();
    }

    private static String ownVersion() {
        try (InputStream version = Objects.requireNonNull(Program.class.getResourceAsStream("version.txt"))) {
            return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int dumpPlugin() {
        StackStart start = StackStart.load(registry, services, options);
        PluginDump.lines(start).forEach(line -> print(line + "\n"));
        return ExitCode.SUCCESS.code();
    }

    private int serve() throws InterruptedException {
        return options.daemon() && !Background.isCopy()
                ? Background.startCopy(output)
                : new Serving(output, options, given(), log, services, stop).run(registry);
    }

    private List<GivenConnection> given() {
        return streams == null ? options.given() : List.of(streams.client());
    }

    private void print(String text) {
        output.print(text);
        output.flush();
    }

    private void report(Throwable failure) {
        log.fatal(
                failure instanceof ParameterProblems
                        ? FailureText.of(failure) + "\nsee: nbdscript --help "
                                + LayerHelp.filterOptions(options.filters())
                                + options.arguments().getFirst()
                        : FailureText.of(failure));
        if (log.isVerbose()) {
            StringWriter stack = new StringWriter();
            failure.printStackTrace(new PrintWriter(stack));
            log.debug(stack.toString());
        }
    }
}
