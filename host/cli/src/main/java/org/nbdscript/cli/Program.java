package org.nbdscript.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Layer;
import org.nbdscript.api.spi.ScriptLayer;
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
        SystemLoggers.writeTo(log);
        this.services = new ProcessServices(
                log, stop, options.process().name(), options.process().debugFlags());
        this.registry = new PluginRegistry(
                services, PluginRegistry.DEFAULT_LOAD_DEADLINE, streams == null ? System.in : StandardStreams.taken());
        services.runScriptsBy(registry);
    }

    /** Runs the program, which prints what it was asked for to {@code output}; returns its exit code. */
    static int run(PrintStream output, String... arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        if (words.size() > 1 && words.getFirst().equals(Completion.OPTION)) {
            return complete(output, words.subList(1, words.size()));
        }
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

    @SuppressWarnings("IllegalCatch") // scripts that are being written may fail in any way: then there is no answer
    private static int complete(PrintStream output, List<String> words) {
        MessageLog log = MessageLog.ofStandardError();
        ProcessServices services = new ProcessServices(log, new StopRequest());
        try {
            PluginRegistry registry =
                    new PluginRegistry(services, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream());
            Completion.answers(words, registry, services).forEach(output::println);
            return ExitCode.SUCCESS.code();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            log.error(FailureText.of(e));
            return ExitCode.FAILURE.code();
        } finally {
            output.flush();
        }
    }

    @SuppressWarnings("IllegalCatch") // plugins and scripts may throw anything; the user gets a message all the same
    private int run() throws InterruptedException {
        try {
            return switch (options.action()) {
                case HELP -> help();
                case VERSION -> version();
                case DUMP_PLUGIN -> dumpPlugin();
                case DUMP_CONFIG -> printLines(ConfigDump.lines(OwnVersion.TEXT, registry));
                case LONG_OPTIONS -> printLines(CommandOption.names(true));
                case SHORT_OPTIONS -> printLines(CommandOption.names(false));
                case COMPLETION ->
                    printLines(List.of(Objects.requireNonNull(options.completion())
                            .script()
                            .strip()));
                case MANUAL -> printLines(List.of(ManualPage.of(ResourceText.of("nbdscript.md"), OwnVersion.TEXT)));
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
        print("nbdscript " + OwnVersion.TEXT + "\n");
        List<? extends Layer> layers = options.arguments().isEmpty()
                ? StackStart.loadFilters(registry, services, options)
                : StackStart.load(registry, services, options).layers();
        for (Layer layer : layers) {
            String version = Objects.requireNonNullElse(layer.version(), OwnVersion.TEXT);
            print(layer.name() + " " + version + engine(layer) + "\n");
        }
        return ExitCode.SUCCESS.code();
    }

    private static String engine(Layer layer) {
        return layer instanceof ScriptLayer script
                ? " (" + script.language().name() + ": " + script.language().engine() + ")"
                : "";
    }

    private int dumpPlugin() {
        return printLines(PluginDump.lines(StackStart.load(registry, services, options)));
    }

    private int printLines(List<String> lines) {
        lines.forEach(line -> print(line + "\n"));
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
