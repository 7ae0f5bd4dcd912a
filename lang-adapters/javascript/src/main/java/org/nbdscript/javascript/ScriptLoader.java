package org.nbdscript.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Loads a script: makes its context, runs its top level, and surveys what it defines. */
final class ScriptLoader {
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(2);

    private final Path file;
    private final String text;
    private final SourceNames names;
    private final GuestContext context;
    private final EventLoop loop;
    private final HostServices services;
    private final CompletableFuture<ScriptPosition> interruptedAt = new CompletableFuture<>();

    /** The module while it awaits at its top level. */
    private volatile @Nullable CompletableFuture<Value> awaited;

    private ScriptLoader(Path file, String text, HostServices services) {
        this.file = file;
        this.text = text;
        this.services = services;
        this.names = new SourceNames(file);
        this.context = new GuestContext(names);
        this.loop = new EventLoop(
                context, "javascript-" + file.getFileName(), failure -> HostFunctions.report(services, failure));
    }

    /**
     * A loader of a file.
     *
     * @throws ScriptException if it cannot be read
     */
    static ScriptLoader of(Path file, HostServices services) {
        return new ScriptLoader(file, read(file), services);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + reason, e);
        }
    }

    /**
     * Loads the script.
     *
     * @throws ScriptException if it has a syntax error or fails, with the place
     */
    JavaScriptScript load() {
        try {
            JavaScriptScript script = loadInContext();
            if (!SharedEngine.isCompiling()) {
                new LoopWatch(context::current, context::isClosed, hint -> services.warn(file + ": " + hint))
                        .start(String.valueOf(file.getFileName()));
            }
            return script;
        } catch (RuntimeException e) {
            loop.close();
            context.close();
            throw e;
        }
    }

    private JavaScriptScript loadInContext() {
        ScriptRuntime runtime = inContext(this::makeRuntime);
        Value exported = SourceKind.of(file, text) == SourceKind.MODULE
                ? importModule(runtime)
                : inContext(() -> runScript(runtime.prelude()));
        Definitions definitions = inContext(() -> Definitions.survey(exported, runtime, names));
        return new JavaScriptScript(file, LeadingComment.of(text), definitions, runtime);
    }

    private ScriptRuntime makeRuntime() {
        HostFunctions host = new HostFunctions(services, context, loop, new CommonJsFiles(names));
        Prelude prelude = new Prelude(context, host.toGuest());
        context.globals().putMember("require", prelude.call("requireFrom", directory()));
        GuestValues guestValues = new GuestValues(prelude);
        Promises promises = new Promises(prelude, context, loop);
        return new ScriptRuntime(
                context, loop, prelude, new HostValues(prelude, loop, guestValues, promises), guestValues, promises);
    }

    private String directory() {
        return names.directory().toString();
    }

    private Value runScript(Prelude prelude) {
        if (SourceKind.of(file, text) == SourceKind.COMMON_JS) {
            Value exports = prelude.call("requireFrom", directory())
                    .execute(names.absolute().toString());
            Value exported = prelude.call("object");
            exported.putMember("default", exports);
            return exported;
        }
        try {
            context.eval(
                    Source.newBuilder(SharedEngine.LANGUAGE, names.absolute().toFile())
                            .content(text)
                            .build());
        } catch (IOException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + e.getMessage(), e);
        }
        return ownGlobals(prelude);
    }

    /** The globals that the script made: {@code let}, {@code const} and classes are none of the global object's. */
    private Value ownGlobals(Prelude prelude) {
        Value globals = context.globals();
        Value exported = prelude.call("object");
        for (String name : globals.getMemberKeys()) {
            exported.putMember(name, globals.getMember(name));
        }
        return exported;
    }

    /** A module may await at its top level, so it is loaded when its promise settles. */
    private Value importModule(ScriptRuntime runtime) {
        CompletableFuture<Value> module = inContext(() -> runtime.promises()
                .settle(
                        runtime.prelude().call("importModule", names.absolute().toString()),
                        this::rejected,
                        namespace -> namespace)
                .toCompletableFuture());
        awaited = module;
        try {
            return module.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ScriptException failure ? failure : e;
        }
    }

    private <T> T inContext(Supplier<T> action) {
        context.enter();
        try {
            return action.get();
        } catch (PolyglotException e) {
            throw failed(e);
        } finally {
            context.leave();
        }
    }

    private ScriptException rejected(Value reason) {
        PolyglotException exception = Failures.asException(reason);
        return exception != null
                ? failed(exception)
                : new ScriptException(
                        names.position(null),
                        new Failures(names).ofRejection(reason).text(),
                        null);
    }

    private ScriptException failed(PolyglotException exception) {
        if (exception.isInterrupted()) {
            ScriptPosition position = new Failures(names).position(exception);
            interruptedAt.complete(position == null ? names.position(null) : position);
        }
        return LoadFailure.of(exception, names);
    }

    /** Ends the load from another thread, and says where it was; null if it could not be stopped. */
    @Nullable
    ScriptPosition interrupt() {
        try {
            context.interrupt(INTERRUPT_TIMEOUT);
            CompletableFuture<Value> module = awaited;
            if (module != null) {
                ScriptPosition file = names.position(null);
                module.completeExceptionally(new ScriptException(file, "a promise that it awaits never settles", null));
                interruptedAt.complete(file);
            }
            return interruptedAt.get(INTERRUPT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException | ExecutionException e) {
            return null;
        }
    }
}
