package org.nbdscript.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** A function of a script in a context that has nothing but the language itself. */
final class ConfinedScript implements ConfinedFunction {
    /** An engine of its own: what the contexts of an engine may do is decided by its first one. */
    private static final Engine ENGINE = Engine.newBuilder(SharedEngine.LANGUAGE)
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    /** What a call makes the engine load, so that the first one need not. */
    private static final Source WARM_UP =
            Source.create(SharedEngine.LANGUAGE, "(a => a.x < 2 && a.y == 'none' ? [1e6 * a.x] : `${a.x + 1}`)");

    /** For the top level, and the engine's own start. */
    private static final long LOAD_MILLISECONDS = 10_000;

    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(2);

    private final String name;
    private final Limits limits;
    private final Source source;
    private final FunctionFinder finder;
    private final Failures failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledExecutorService clock = newClock();
    private Context context;
    private Value function;

    /** Finds the function when the source has run. */
    private interface FunctionFinder {
        Value find(Context context, Value result);
    }

    private ConfinedScript(Path file, String name, Limits limits, Source source, FunctionFinder finder) {
        this.name = name;
        this.limits = limits;
        this.source = source;
        this.finder = finder;
        this.failures = new Failures(new SourceNames(file));
        this.context = newContext(limits);
        this.function = load();
    }

    private static ScheduledExecutorService newClock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("nbd-confined-clock").factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /**
     * Loads one.
     *
     * @throws IllegalArgumentException if the script has no such function
     * @throws ScriptException if it cannot be read, has a syntax error or fails
     */
    static ConfinedScript of(Path file, String name, Limits limits) {
        try {
            String text = Files.readString(file);
            boolean isModule = SourceKind.of(file, text) == SourceKind.MODULE;
            Source source = Source.newBuilder(SharedEngine.LANGUAGE, file.toFile())
                    .content(text)
                    .mimeType(isModule ? "application/javascript+module" : "application/javascript")
                    .build();
            return new ConfinedScript(file, name, limits, source, (context, exported) -> {
                Value found = exported.hasMember(name)
                        ? exported.getMember(name)
                        : context.getBindings(SharedEngine.LANGUAGE).getMember(name);
                if (found == null || !found.canExecute()) {
                    throw new IllegalArgumentException(file + " has no function " + name);
                }
                return found;
            });
        } catch (IOException e) {
            throw new ScriptException(new ScriptPosition(file.toString(), 0), "cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Loads one that is written out.
     *
     * @param name of what has the text, for messages
     * @throws IllegalArgumentException if it is no function
     * @throws ScriptException if it has a syntax error
     */
    static ConfinedScript of(String name, String text, Limits limits) {
        // An assignment takes an arrow and a function without a name alike.
        Source source =
                Source.newBuilder(SharedEngine.LANGUAGE, "f = " + text, name).buildLiteral();
        return new ConfinedScript(Path.of(name), name, limits, source, (context, result) -> {
            if (!result.canExecute()) {
                throw new IllegalArgumentException(
                        name + ": expected a function such as (a, b) => a.hour, got " + result);
            }
            return result;
        });
    }

    private static Context newContext(Limits limits) {
        return Context.newBuilder(SharedEngine.LANGUAGE)
                .engine(ENGINE)
                .allowExperimentalOptions(true)
                .option("js.esm-eval-returns-exports", "true")
                .allowHostAccess(HostAccess.NONE)
                .resourceLimits(ResourceLimits.newBuilder()
                        .statementLimit(limits.statements(), null)
                        .build())
                .build();
    }

    private Value load() {
        try {
            return finder.find(context, within(LOAD_MILLISECONDS, () -> {
                context.eval(WARM_UP).execute(ProxyObject.fromMap(Map.of("x", 1L)));
                return context.eval(source);
            }));
        } catch (PolyglotException e) {
            ScriptPosition position = failures.position(e);
            context.close(true);
            throw new ScriptException(
                    position, source.getPath() == null ? written(e) : String.valueOf(e.getMessage()), e);
        }
    }

    /** What is wrong with a function that is written out: nobody needs to be told the place, or shown it. */
    private String written(PolyglotException e) {
        String message = String.valueOf(e.getMessage()).replaceFirst("^(SyntaxError: )?\\S+:\\d+:\\d+ ", "");
        return name
                + (e.isSyntaxError() ? ": SyntaxError: " : ": ")
                + message.lines().findFirst().orElse("");
    }

    @Override
    public @Nullable Object call(List<? extends Map<String, ?>> arguments) {
        lock.lock();
        try {
            context.resetLimits();
            Object[] objects = arguments.stream()
                    .map(argument -> ProxyObject.fromMap(new HashMap<String, Object>(argument)))
                    .toArray();
            return plain(within(limits.milliseconds(), () -> function.execute(objects)));
        } catch (PolyglotException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    private NbdException failure(PolyglotException e) {
        if (e.isResourceExhausted() || e.isCancelled()) {
            begin();
            return new NbdException(
                    Errno.EIO,
                    name + " took more than " + limits.statements() + " statements",
                    failures.position(e),
                    e);
        }
        if (e.isInterrupted()) {
            return new NbdException(
                    Errno.EIO, name + " took more than " + limits.milliseconds() + " ms", failures.position(e), e);
        }
        return failures.of(e);
    }

    /** A context that has gone over its limit cannot be used any more. */
    private void begin() {
        context.close(true);
        context = newContext(limits);
        function = load();
    }

    private interface Step {
        Value run();
    }

    private Value within(long milliseconds, Step step) {
        Context running = context;
        ScheduledFuture<?> alarm = clock.schedule(() -> interrupt(running), milliseconds, TimeUnit.MILLISECONDS);
        try {
            return step.run();
        } finally {
            alarm.cancel(false);
        }
    }

    private static void interrupt(Context running) {
        try {
            running.interrupt(INTERRUPT_TIMEOUT);
        } catch (TimeoutException | IllegalStateException e) {
            // It has ended meanwhile, or does so soon: there is nothing in it that waits.
        }
    }

    private static @Nullable Object plain(Value result) {
        if (result.isBoolean()) {
            return result.asBoolean();
        }
        if (result.isString()) {
            return result.asString();
        }
        if (result.fitsInLong()) {
            return result.asLong();
        }
        return result.isNumber() ? (Object) result.asDouble() : null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            clock.shutdownNow();
            context.close(true);
        } finally {
            lock.unlock();
        }
    }
}
