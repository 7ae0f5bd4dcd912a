package org.nbdscript.engine;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptFilter;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.api.spi.ScriptPlugin;

/** Loads scripts, each within a time: a script that never ends its top level is named, with the line it is stuck in. */
final class ScriptLoader {
    /** After this part of the time, half of it, a user who waits is told why. */
    private static final int NOTICE = 2;

    private final HostServices services;
    private final Duration deadline;

    ScriptLoader(HostServices services, Duration deadline) {
        this.services = services;
        this.deadline = deadline;
    }

    /**
     * Loads a script.
     *
     * @throws ScriptException if it cannot be used, or takes too long to load
     */
    Plugin load(ScriptLanguage language, Path file) {
        return load(language, file, () -> ScriptPlugin.load(language, file, services));
    }

    /**
     * Loads a script as a filter.
     *
     * @throws ScriptException if it cannot be used, or takes too long to load
     */
    Filter loadFilter(ScriptLanguage language, Path file) {
        return load(language, file, () -> ScriptFilter.load(language, file, services));
    }

    private <T> T load(ScriptLanguage language, Path file, Callable<T> loading) {
        FutureTask<T> task = new FutureTask<>(loading);
        // A daemon, since a script that is stuck may not be stopped and must not keep the process.
        Thread thread = Thread.ofPlatform().daemon().name("load " + file).start(task);
        try {
            return await(task, file);
        } catch (ExecutionException e) {
            throw failure(file, e.getCause());
        } catch (TimeoutException e) {
            throw stuck(language, file, thread);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "was interrupted while it loaded", e);
        }
    }

    private <T> T await(FutureTask<T> task, Path file)
            throws InterruptedException, ExecutionException, TimeoutException {
        long silence = deadline.toNanos() / NOTICE;
        try {
            return task.get(silence, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            services.warn(file + " is still loading; it is given up after " + seconds() + " s");
            return task.get(deadline.toNanos() - silence, TimeUnit.NANOSECONDS);
        }
    }

    private static RuntimeException failure(Path file, @Nullable Throwable cause) {
        if (cause instanceof Error error && !(cause instanceof StackOverflowError)) {
            throw error;
        }
        return switch (cause) {
            case ScriptException script -> script;
            case NbdException failure
            when failure.position() != null -> new ScriptException(failure.position(), failure.text(), failure);
            case null, default ->
                new ScriptException(new ScriptPosition(file.toString(), 0), "failed while it loaded: " + cause, cause);
        };
    }

    private ScriptException stuck(ScriptLanguage language, Path file, Thread thread) {
        ScriptPosition found = positionIn(thread.getStackTrace(), file);
        ScriptPosition told = language.interruptLoad(file, thread);
        ScriptPosition position = told == null ? found : told;
        thread.interrupt();
        return new ScriptException(
                position == null ? new ScriptPosition(file.toString(), 0) : position,
                "has not loaded within " + seconds() + " s: "
                        + (position == null ? "its top level does not end" : "it is stuck at this line")
                        + "; what takes long or forever belongs in a callback",
                null);
    }

    private String seconds() {
        return BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** The innermost line of the script on the stack: adapters that compile to classes leave the file's name there. */
    private static @Nullable ScriptPosition positionIn(StackTraceElement[] stack, Path file) {
        String name = String.valueOf(file.getFileName());
        for (StackTraceElement frame : stack) {
            String shown = frame.getFileName();
            boolean isScript = shown != null && (shown.equals(name) || shown.endsWith("/" + name));
            if (isScript && frame.getLineNumber() > 0) {
                return new ScriptPosition(file.toString(), frame.getLineNumber());
            }
        }
        return null;
    }
}
