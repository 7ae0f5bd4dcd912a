package org.nbdscript.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.api.spi.ScriptPlugin;

/** Loads scripts, each within a time: a script that never ends its top level is named, with the line it is stuck in. */
final class ScriptLoader {
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
        FutureTask<Plugin> task = new FutureTask<>(() -> ScriptPlugin.load(language, file, services));
        // A daemon, since a script that is stuck may not be stopped and must not keep the process.
        Thread thread = Thread.ofPlatform().daemon().name("load " + file).start(task);
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
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

    private static RuntimeException failure(Path file, @Nullable Throwable cause) {
        if (cause instanceof Error error && !(cause instanceof StackOverflowError)) {
            throw error;
        }
        return cause instanceof ScriptException script
                ? script
                : new ScriptException(
                        new ScriptPosition(file.toString(), 0), "failed while it loaded: " + cause, cause);
    }

    private ScriptException stuck(ScriptLanguage language, Path file, Thread thread) {
        ScriptPosition found = positionIn(thread.getStackTrace(), file);
        ScriptPosition told = language.interruptLoad(file, thread);
        ScriptPosition position = told == null ? found : told;
        thread.interrupt();
        return new ScriptException(
                position == null ? new ScriptPosition(file.toString(), 0) : position,
                "has not loaded within " + deadline.toSeconds() + " s: "
                        + (position == null ? "its top level does not end" : "it is stuck at this line")
                        + "; what takes long or forever belongs in a callback",
                null);
    }

    /** The innermost line of the script on the stack: adapters that compile to classes leave the file's name there. */
    private static @Nullable ScriptPosition positionIn(StackTraceElement[] stack, Path file) {
        for (StackTraceElement frame : stack) {
            String name = frame.getFileName();
            if (name != null
                    && frame.getLineNumber() > 0
                    && Path.of(name).getFileName() != null
                    && Path.of(name).getFileName().equals(file.getFileName())) {
                return new ScriptPosition(file.toString(), frame.getLineNumber());
            }
        }
        return null;
    }
}
