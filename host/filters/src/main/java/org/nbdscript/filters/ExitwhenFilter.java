package org.nbdscript.filters;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Ends the server when something happens elsewhere, and the last client has left. */
public final class ExitwhenFilter implements Filter {
    /** What a script ends with to say that its event has come. */
    private static final int EVENT_HAS_COME = 88;

    private final List<BooleanSupplier> events = new ArrayList<>();
    private final List<String> pipes = new ArrayList<>();
    private @Nullable HostServices services;
    private @Nullable ScheduledExecutorService clock;
    private @Nullable Future<?> looking;
    private long pollNanos;
    private int clients;
    private volatile boolean hasCome;

    @Override
    public String name() {
        return "exitwhen";
    }

    @Override
    public String description() {
        return "Ends the server when a file, a pipe, a process or a script says so, and the last client has left.";
    }

    @Override
    public void load(HostServices host) {
        services = host;
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                event("exit-when-file-created", ParameterType.PATH, "a file that is there"),
                event("exit-when-file-deleted", ParameterType.PATH, "a file that is not there"),
                event(
                        "exit-when-pipe-closed",
                        ParameterType.INT,
                        "a pipe, by the number of its end to read from, whose other end is closed"),
                event("exit-when-process-exits", ParameterType.INT, "a process, by its number, that has ended"),
                event("exit-when-script", ParameterType.STRING, "a command for the shell that ends with 88"),
                Parameter.builder("exit-when-poll", ParameterType.DURATION)
                        .defaultText("60")
                        .help("how often to look, besides when a client comes or leaves")
                        .build());
    }

    private static Parameter event(String name, ParameterType type, String help) {
        Parameter.Builder builder =
                Parameter.builder(name, type).repeatable(true).help(help + "; may be repeated");
        return type == ParameterType.INT ? builder.range(0, Integer.MAX_VALUE).build() : builder.build();
    }

    @Override
    public void configure(ParameterValues values) {
        values.getList("exit-when-file-created").forEach(file -> events.add(() -> Files.exists((Path) file)));
        values.getList("exit-when-file-deleted").forEach(file -> events.add(() -> !Files.exists((Path) file)));
        values.getList("exit-when-pipe-closed").forEach(descriptor -> pipes.add("/proc/self/fd/" + descriptor));
        values.getList("exit-when-process-exits").forEach(pid -> events.add(() -> hasEnded((Long) pid)));
        values.getList("exit-when-script").forEach(command -> events.add(() -> saysSo((String) command)));
        pollNanos = Math.max(1, values.getDuration("exit-when-poll").toNanos());
    }

    private static boolean hasEnded(long pid) {
        return !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private boolean saysSo(String command) {
        try {
            int code = ShellCommand.of(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (code != 0 && code != EVENT_HAS_COME) {
                host().error("exitwhen: the script ended with " + code + ", expected 0 or " + EVENT_HAS_COME + ": "
                        + command);
            }
            return code == EVENT_HAS_COME;
        } catch (IOException e) {
            host().error("exitwhen: the script cannot be run: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HostServices host() {
        return Objects.requireNonNull(services, "a filter is loaded first");
    }

    @Override
    public void afterFork(Next next) {
        for (String pipe : pipes) {
            Thread.ofPlatform().daemon().name("exitwhen-pipe").start(() -> awaitEnd(pipe));
        }
        if (!events.isEmpty()) {
            ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("exitwhen").factory());
            looking = started.scheduleWithFixedDelay(this::look, 0, pollNanos, TimeUnit.NANOSECONDS);
            clock = started;
        }
    }

    private void awaitEnd(String pipe) {
        try (FileInputStream input = new FileInputStream(pipe)) {
            while (input.read() >= 0) {
                // What comes is of no interest.
            }
            come();
        } catch (IOException e) {
            host().error("exitwhen: the pipe cannot be read: " + e.getMessage());
        }
    }

    private void look() {
        if (!hasCome && events.stream().anyMatch(BooleanSupplier::getAsBoolean)) {
            come();
        }
    }

    private void come() {
        hasCome = true;
        endIfAlone();
    }

    private synchronized void endIfAlone() {
        if (hasCome && clients == 0) {
            host().shutdown();
        }
    }

    @Override
    public void preconnect(ConnectionContext context, Next next) {
        look();
        if (hasCome) {
            throw new NbdException(Errno.ESHUTDOWN, "exitwhen: the server ends");
        }
        next.preconnect(context);
        synchronized (this) {
            clients++;
        }
        context.onClose(this::leave);
    }

    private void leave() {
        synchronized (this) {
            clients--;
        }
        look();
        endIfAlone();
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return next.open(context);
    }

    @Override
    public void cleanup() {
        if (clock != null && looking != null) {
            looking.cancel(true);
            clock.shutdownNow();
        }
    }
}
