package org.nbdscript.groovy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.spi.ScriptNext;

/** A callback of a script, ready to be called with the host's arguments. */
final class ScriptCall {
    private final Callback callback;
    private final Callee callee;
    private final ScriptFailures failures;
    private final MethodHandle spread;
    private final int count;

    ScriptCall(Callback callback, Callee callee, ScriptFailures failures) {
        this.callback = callback;
        this.callee = callee;
        this.failures = failures;
        MethodType type = ArgumentConversion.hostType(callback);
        this.count = type.parameterCount();
        this.spread =
                callee.handle(callback, type).asType(type.generic()).asSpreader(Object[].class, type.parameterCount());
    }

    Callee callee() {
        return callee;
    }

    /** Calls. The result is as it is; Groovy returns the last expression's value whether it is meant or not. */
    @Nullable
    Object raw(Object... arguments) {
        try {
            return (Object) spread.invokeExact(given(arguments));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private Object[] given(Object[] arguments) {
        Object[] given = arguments.length == count ? arguments : Arrays.copyOf(arguments, count);
        for (int i = 0; i < given.length; i++) {
            given[i] = given(given[i]);
        }
        return given;
    }

    /** What lies below, and disks that are parameters, as Groovy sees them. */
    private static Object given(Object argument) {
        return switch (argument) {
            case ScriptNext next -> new GroovyNext(next);
            case List<?> list -> list.stream().map(ScriptCall::given).toList();
            case ParameterValues values -> {
                Map<String, @Nullable Object> own = new LinkedHashMap<>(values.asMap());
                own.replaceAll((name, value) -> value == null ? null : given(value));
                yield new ParameterValues(own, values.others());
            }
            case null, default -> argument;
        };
    }

    /** Calls. The result is normalized, and null if the callback has none; or it is a stage of that. */
    @Nullable
    Object call(Object... arguments) {
        Object result = raw(arguments);
        return result instanceof CompletionStage<?> stage ? stage(stage) : normalize(result);
    }

    private CompletionStage<@Nullable Object> stage(CompletionStage<?> stage) {
        return stage.handle((value, failure) -> {
            if (failure != null) {
                throw failure(failure);
            }
            return normalize(value);
        });
    }

    private @Nullable Object normalize(@Nullable Object value) {
        return callback.result().equals("none") ? null : Normalization.normalize(value);
    }

    private NbdException failure(Throwable thrown) {
        return failures.of(thrown, callee.position());
    }
}
