package org.nbdscript.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.spi.ScriptLayer;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.LoadedStacks;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.server.GivenConnection;
import org.nbdscript.server.Limits;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.Server;
import org.nbdscript.server.ServerConfiguration;

/**
 * Serves a stack of layers, from their load to their unload, in the order that {@link Layer} describes. The sockets are
 * bound before the URI is printed, since the system may choose the port.
 */
final class Serving {
    private final PrintStream output;
    private final Options options;
    private final List<GivenConnection> given;
    private final MessageLog log;
    private final ProcessServices services;
    private final StopRequest stop;
    private final TemporaryPaths temporary = new TemporaryPaths();
    private final @Nullable TlsStart tls;
    private final StopSignals signals;
    private @Nullable LoadedStacks disks;
    private final ProcessIdentity identity;

    Serving(
            PrintStream output,
            Options options,
            List<GivenConnection> given,
            MessageLog log,
            ProcessServices services,
            StopRequest stop) {
        this.output = output;
        this.options = options;
        this.given = given;
        this.log = log;
        this.services = services;
        this.stop = stop;
        this.identity = ProcessIdentity.of(options.process());
        this.tls = TlsStart.load(options.tls(), System.getenv(), services::warn);
        this.signals = new StopSignals(stop, temporary, log);
    }

    /** Serves until it is told to stop; returns the exit code. */
    int run(PluginRegistry registry) throws InterruptedException {
        Server.prepare(options.endpoints().stream().anyMatch(Endpoint::isUnix));
        if (options.exitWithParent()) {
            ExitWithParent.request();
        }
        StackStart start = StackStart.load(registry, services, options);
        try (FailureLog failures = new FailureLog(services, System::nanoTime)) {
            LoadedStacks nested =
                    new LoadedStacks(registry, services, failures, Path.of("").toAbsolutePath());
            disks = nested;
            start.configure(services, nested);
            showDebugFlags(start);
            List<Filter> filters =
                    TraceFilter.around(start.filters(), options.process().debugFlags(), services);
            DiskStack stack = new DiskStack(filters, start.plugin(), options.alignment(), failures);
            nested.getReady();
            stack.getReady();
            nested.requireFit();
            stack.requireFit();
            if (options.process().swap()) {
                SwapServing.prepare(log);
            }
            return serve(start, stack);
        } finally {
            start.layers().reversed().forEach(layer -> end("unload", layer::unload));
            forEachNested(layer -> end("unload", layer::unload));
            temporary.delete();
        }
    }

    private void showDebugFlags(StackStart start) {
        DebugFlags flags = options.process().debugFlags();
        Set<String> scripts = scripts(start).stream().map(ScriptLayer::name).collect(Collectors.toSet());
        flags.unknown(scripts).forEach(flag -> log.warn("--debug: nothing here has a debug flag " + flag));
        if (flags.isSet(DebugFlags.ENVIRONMENT)) {
            System.getenv().forEach((name, value) -> log.debug(name + "=" + value));
        }
    }

    private int serve(StackStart start, DiskStack stack) throws InterruptedException {
        signals.handle();
        try (Server server = new Server(stack, services, configuration())) {
            bind(server);
            ServedUris uris =
                    ServedUris.of(server.bound(), options.exportName()).withTls(tls);
            if (options.printUri() && !uris.addresses().isEmpty()) {
                output.print(uris.printed());
                output.flush();
            }
            CaptiveCommand ahead = startAsRoot(uris);
            try {
                identity.assume(temporary);
                if (options.daemon()) {
                    Background.detach(leavesDirectory(start), output, log);
                }
                if (options.pidFile() != null) {
                    PidFile.write(options.pidFile());
                }
                return accept(start, stack, server, uris, ahead);
            } finally {
                if (ahead != null) {
                    ahead.stop();
                }
            }
        }
    }

    /** The command, if it is to stay root's while the server becomes another user, and so has to start before. */
    private @Nullable CaptiveCommand startAsRoot(ServedUris uris) {
        if (options.command() == null || !identity.isForRoot()) {
            return null;
        }
        CaptiveCommand command = CaptiveCommand.startBeforeChangeOfUser(options.command(), uris.shellVariables());
        signals.alsoStop(command);
        return command;
    }

    /** Whether all layers keep to relative paths as the user meant them when the process changes its directory. */
    private boolean leavesDirectory(StackStart start) {
        return scripts(start).stream().allMatch(script -> script.language().keepsRelativePaths());
    }

    /** Those of the stack, and of the stacks that parameters name. */
    private List<ScriptLayer> scripts(StackStart start) {
        List<Layer> layers = new ArrayList<>(start.layers());
        forEachNested(layers::add);
        return layers.stream()
                .filter(ScriptLayer.class::isInstance)
                .map(ScriptLayer.class::cast)
                .toList();
    }

    private int accept(
            StackStart start, DiskStack stack, Server server, ServedUris uris, @Nullable CaptiveCommand ahead)
            throws InterruptedException {
        try {
            if (disks != null) {
                disks.afterFork();
            }
            stack.afterFork();
            showStart(stack, start, uris);
            server.start();
            log.debug("serving " + uris.all());
            int exitCode = waitForEnd(uris, ahead);
            return server.hasRefusedGiven() ? ExitCode.FAILURE.code() : exitCode;
        } finally {
            log.debug("ending");
            signals.watchEnd();
            server.close();
            start.layers().forEach(layer -> end("cleanup", layer::cleanup));
            forEachNested(layer -> end("cleanup", layer::cleanup));
        }
    }

    private void forEachNested(Consumer<Layer> call) {
        if (disks != null) {
            disks.forEachAtTheEnd(call);
        }
    }

    /** A last call that fails is told, and what comes after it is done all the same. */
    @SuppressWarnings("IllegalCatch") // plugins and scripts may throw anything
    private void end(String call, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError e) {
            log.error(call + ": " + FailureText.of(e));
        }
    }

    private void bind(Server server) {
        try {
            server.bind();
        } catch (IOException e) {
            throw new StartException(Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
        }
    }

    private ServerConfiguration configuration() {
        return ServerConfiguration.of(addresses())
                .withGiven(given)
                .withAdmission(options.admission().withAccess(options.access().open(services)))
                .withReadOnly(options.readOnly())
                .withThreads(options.threads())
                .withHandshake(options.handshake())
                .withKeepAlive(options.keepAlive())
                .withTls(tls == null ? null : tls.setup())
                .withLimits(Limits.defaults());
    }

    private ListenAddress[] addresses() {
        return options.endpoints().stream().map(this::address).toArray(ListenAddress[]::new);
    }

    private ListenAddress address(Endpoint endpoint) {
        return endpoint.address(() -> {
            Path socket = temporary.newDirectory().resolve("socket");
            temporary.add(socket);
            return socket;
        });
    }

    private void showStart(DiskStack stack, StackStart start, ServedUris uris) {
        boolean isWanted =
                !options.quiet() && !uris.addresses().isEmpty() && !options.daemon() && options.command() == null;
        if (isWanted && MessageLog.isTerminal()) {
            System.err.println(StartMessage.text(
                    start, ExportProbe.probe(stack, uris.addresses().getFirst(), options), uris));
        }
    }

    /** Waits for a wish to end, or for the end of the command; a command that runs on is waited for all the same. */
    private int waitForEnd(ServedUris uris, @Nullable CaptiveCommand ahead) throws InterruptedException {
        if (options.command() == null) {
            stop.requested().join();
            return ExitCode.SUCCESS.code();
        }
        CaptiveCommand command = ahead == null ? CaptiveCommand.start(options.command(), uris.shellVariables()) : ahead;
        signals.alsoStop(command);
        CompletableFuture.anyOf(command.process().onExit(), stop.requested()).join();
        return command.exitCode();
    }
}
