package org.nbdscript.jython;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.python.core.Py;
import org.python.core.PyObject;

/**
 * A CompletableFuture whose methods take Python's functions: Jython makes of these what Java calls functional
 * interfaces, but not of those that have static methods besides, such as {@link java.util.function.Function}.
 */
public final class PythonPromise extends CompletableFuture<@Nullable Object> {
    private PythonPromise() {}

    /** A promise that settles as a stage does. */
    static PythonPromise of(CompletionStage<? extends @Nullable Object> stage) {
        PythonPromise promise = new PythonPromise();
        var _ = stage.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.complete(value);
            } else {
                promise.completeExceptionally(failure);
            }
        });
        return promise;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        @SuppressWarnings("unchecked") // What a promise is completed with shows in no type of Python's.
        CompletableFuture<U> promise = (CompletableFuture<U>) new PythonPromise();
        return promise;
    }

    /** Goes on with a function of the result. */
    public CompletableFuture<@Nullable Object> thenApply(PyObject function) {
        return thenApply(value -> function.__call__(Py.java2py(value)));
    }

    /** Goes on with a function of the result that returns another promise. */
    public CompletableFuture<@Nullable Object> thenCompose(PyObject function) {
        return thenCompose(value -> stage(function.__call__(Py.java2py(value))));
    }

    /** Goes on with a function of the failure, a Java exception, that returns a result or raises. */
    public CompletableFuture<@Nullable Object> exceptionally(PyObject function) {
        return exceptionally(failure -> function.__call__(Py.java2py(
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure)));
    }

    private static CompletionStage<@Nullable Object> stage(PyObject result) {
        CompletionStage<?> stage = Promises.of(result);
        if (stage == null) {
            throw Py.TypeError("thenCompose() expected a function that returns a promise, got " + result);
        }
        return stage.thenApply(value -> value);
    }
}
