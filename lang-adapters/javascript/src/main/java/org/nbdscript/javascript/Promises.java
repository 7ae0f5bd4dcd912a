package org.nbdscript.javascript;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.NbdException;

/** Makes stages of promises, and promises of stages. Used in the context. */
final class Promises {
    private final Prelude prelude;
    private final GuestContext context;
    private final EventLoop loop;

    Promises(Prelude prelude, GuestContext context, EventLoop loop) {
        this.prelude = prelude;
        this.context = context;
        this.loop = loop;
    }

    /** Whether a value is a promise, the script's own or Java's. */
    static boolean isPromise(Value value) {
        return value.isHostObject()
                ? HostValues.asStage(value) != null
                : value.hasMembers() && value.canInvokeMember("then");
    }

    /**
     * A stage that completes when the promise settles. Both handlers are attached: a promise that is rejected while
     * nobody looks would be silent.
     *
     * @param conversion what to make of the value, in the context
     */
    <T extends @Nullable Object> CompletionStage<T> settle(Value promise, Function<Value, T> conversion) {
        return settle(promise, context::rejection, conversion);
    }

    /** The same with another way to say what a rejection means. */
    <T extends @Nullable Object> CompletionStage<T> settle(
            Value promise, Function<Value, RuntimeException> failure, Function<Value, T> conversion) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        ProxyExecutable resolve = arguments -> {
            try {
                stage.complete(conversion.apply(arguments[0]));
            } catch (RuntimeException | StackOverflowError e) {
                stage.completeExceptionally(context.failure(e));
            }
            return null;
        };
        ProxyExecutable reject = arguments -> {
            stage.completeExceptionally(failure.apply(arguments[0]));
            return null;
        };
        prelude.call("settle", promise, resolve, reject);
        return stage;
    }

    /**
     * Tells the script how a stage has ended, at once or when it does.
     *
     * @param conversion what to make of its result, in the context
     * @param resolve is called with that
     * @param reject is called with an errno's name and a text
     */
    <T extends @Nullable Object> void deliver(
            CompletableFuture<T> stage, Function<T, @Nullable Object> conversion, Value resolve, Value reject) {
        Executor where = stage.isDone() ? Runnable::run : loop::execute;
        var _ = stage.whenCompleteAsync(
                (result, thrown) -> {
                    if (thrown == null) {
                        resolve.executeVoid(conversion.apply(result));
                    } else {
                        NbdException failure = context.failure(thrown);
                        reject.executeVoid(failure.errno().name(), failure.text());
                    }
                },
                where);
    }
}
