package org.nbdscript.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** The server itself, which uses a disk that no client asked for. It is there until the disk is closed. */
final class BackgroundContext implements OpenContext {
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final String exportName;
    private final boolean isReadOnly;

    BackgroundContext(String exportName, boolean isReadOnly) {
        this.exportName = exportName;
        this.isReadOnly = isReadOnly;
    }

    void close() {
        closed.complete(true);
    }

    @Override
    public String exportName() {
        return exportName;
    }

    @Override
    public boolean isReadOnly() {
        return isReadOnly;
    }

    @Override
    public boolean hasStructuredReplies() {
        return true;
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public Peer peer() {
        return Peer.ITSELF;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            CompletableFuture.anyOf(future, closed).join();
        } catch (CompletionException e) {
            // The stage's own failure, which the join below tells.
        }
        if (!future.isDone()) {
            throw gone(null);
        }
        return future.join();
    }

    @Override
    public void sleep(Duration duration) {
        try {
            closed.get(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
        throw gone(null);
    }

    private static NbdException gone(@Nullable Throwable cause) {
        return new NbdException(Errno.ESHUTDOWN, "the disk is being closed", cause);
    }

    @Override
    public void onClose(Runnable action) {
        var _ = closed.thenRun(action);
    }

    @Override
    public void disconnect(boolean force) {
        // There is nobody to disconnect.
    }
}
