package org.nbdscript.plugins;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A connection that has an export name and is read-only or not; built-in plugins ask for nothing else. */
record FakeOpenContext(String exportName, boolean isReadOnly) implements OpenContext {
    @Override
    public boolean hasStructuredReplies() {
        return true;
    }

    @Override
    public Peer peer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onClose(Runnable action) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect(boolean force) {
        throw new UnsupportedOperationException();
    }
}
