package org.nbdscript.engine;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A connection without a client, which a test ends. */
final class FakeConnection implements OpenContext {
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();
    /** Done when a call waits. */
    final CompletableFuture<Boolean> waits = new CompletableFuture<>();

    boolean isReadOnly;
    String exportName = "";

    /** The client goes away. */
    void leave() {
        left.complete(true);
    }

    @Override
    public Peer peer() {
        return Peer.of(InetSocketAddress.createUnresolved("client", 1));
    }

    @Override
    public boolean isReadOnly() {
        return isReadOnly;
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        waits.complete(true);
        CompletableFuture<T> future = stage.toCompletableFuture();
        CompletableFuture.anyOf(future, left).join();
        if (left.isDone() && !future.isDone()) {
            throw new NbdException(Errno.ESHUTDOWN, "the client went away");
        }
        return future.join();
    }

    @Override
    public void sleep(Duration duration) {}

    @Override
    public void onClose(Runnable action) {
        left.thenRun(action);
    }

    @Override
    public void disconnect(boolean force) {
        leave();
    }

    @Override
    public String exportName() {
        return exportName;
    }

    @Override
    public boolean hasStructuredReplies() {
        return true;
    }
}
