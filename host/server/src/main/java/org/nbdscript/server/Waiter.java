package org.nbdscript.server;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A thread's wait for a stage, which can be cut short. */
final class Waiter<T extends @Nullable Object> {
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Waiter(CompletionStage<T> stage) {
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(cause(failure));
            }
        });
    }

    /** What a stage that depends on others wraps their failure in is not the failure. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** Waits, as {@link org.nbdscript.api.ConnectionContext#await} says. */
    T await() {
        try {
            return result.join();
        } catch (CancellationException e) {
            throw new CompletionException(e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Ended) {
                throw ClientContext.ended();
            }
            throw e;
        }
    }

    /** Cuts the wait short. */
    void end() {
        result.completeExceptionally(new Ended());
    }

    /** Marks a wait that was cut short. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended() {
            super("ended", null, false, false);
        }
    }
}
