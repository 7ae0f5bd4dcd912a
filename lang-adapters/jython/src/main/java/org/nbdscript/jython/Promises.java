package org.nbdscript.jython;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.python.core.BufferProtocol;
import org.python.core.PyInteger;
import org.python.core.PyObject;
import org.python.core.PySequenceList;

/** Finds the promise that a script returned: a CompletionStage of Java's, or a Future. */
final class Promises {
    private static final Executor WAITERS =
            task -> Thread.ofVirtual().name("python-future").start(task);

    private Promises() {}

    /** The stage that a result is; null if it is not a promise. */
    static @Nullable CompletionStage<?> of(PyObject result) {
        if (result instanceof BufferProtocol || result instanceof PySequenceList || result instanceof PyInteger) {
            return null;
        }
        if (result.__tojava__(CompletionStage.class) instanceof CompletionStage<?> stage) {
            return stage;
        }
        return result.__tojava__(Future.class) instanceof Future<?> future ? stage(future) : null;
    }

    private static CompletionStage<?> stage(Future<?> future) {
        return CompletableFuture.supplyAsync(() -> get(future), WAITERS);
    }

    private static @Nullable Object get(Future<?> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
