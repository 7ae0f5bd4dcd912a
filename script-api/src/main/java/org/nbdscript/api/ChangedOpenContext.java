package org.nbdscript.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A connection that asks for something else than its client did. */
record ChangedOpenContext(OpenContext context, String exportName, boolean isReadOnly) implements OpenContext {
    @Override
    public boolean hasStructuredReplies() {
        return context.hasStructuredReplies();
    }

    @Override
    public Peer peer() {
        return context.peer();
    }

    @Override
    public boolean isTls() {
        return context.isTls();
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return context.await(stage);
    }

    @Override
    public void sleep(Duration duration) {
        context.sleep(duration);
    }

    @Override
    public void onClose(Runnable action) {
        context.onClose(action);
    }

    @Override
    public void disconnect(boolean force) {
        context.disconnect(force);
    }
}
