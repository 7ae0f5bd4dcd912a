package org.nbdscript.cli;

import java.util.concurrent.CompletableFuture;

/** Somebody's wish that the server end: a signal, a script, or the end of the command of {@code --run}. */
final class StopRequest {
    private final CompletableFuture<Boolean> requested = new CompletableFuture<>();

    /** Wishes it, and returns at once; false if it was wished before. */
    boolean request() {
        return requested.complete(true);
    }

    /** Completed when it is wished. */
    CompletableFuture<Boolean> requested() {
        return requested;
    }
}
