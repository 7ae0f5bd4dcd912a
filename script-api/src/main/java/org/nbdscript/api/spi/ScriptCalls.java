package org.nbdscript.api.spi;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Naming;
import org.nbdscript.api.NbdException;

/** Calls callbacks and makes of their results what the host needs; a result that does not fit names the callback. */
final class ScriptCalls {
    private final ScriptTarget target;
    private final Naming naming;

    ScriptCalls(ScriptTarget target, Naming naming) {
        this.target = target;
        this.naming = naming;
    }

    boolean defines(Callback callback) {
        return target.defines(callback);
    }

    /** Calls, waits for a promise, and converts; what is missing has the fallback. */
    <T extends @Nullable Object> T callOr(
            T fallback,
            ConnectionContext context,
            Callback callback,
            Function<@Nullable Object, T> conversion,
            Object... arguments) {
        return target.defines(callback) ? call(context, callback, conversion, arguments) : fallback;
    }

    <T extends @Nullable Object> T call(
            ConnectionContext context,
            Callback callback,
            Function<@Nullable Object, T> conversion,
            Object... arguments) {
        Object result = settle(context, target.call(callback, arguments));
        return convert(callback, result, conversion);
    }

    <T extends @Nullable Object> T convert(
            Callback callback, @Nullable Object result, Function<@Nullable Object, T> conversion) {
        try {
            return conversion.apply(result);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new NbdException(
                    Errno.EIO, naming.nameOf(callback) + " " + Values.message(e), target.position(callback), e);
        }
    }

    /** The result itself, or that of the stage that it is. */
    static @Nullable Object settle(ConnectionContext context, @Nullable Object result) {
        if (!(result instanceof CompletionStage<?> stage)) {
            return result;
        }
        try {
            return context.<@Nullable Object>await(stage.thenApply(value -> value));
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    /** The failure of a stage as a call would have thrown it. */
    static NbdException failure(CompletionException exception) {
        Throwable cause = exception;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof NbdException failure
                ? failure
                : new NbdException(Errno.EIO, String.valueOf(cause.getMessage()), cause);
    }
}
