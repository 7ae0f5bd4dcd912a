package org.nbdscript.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A connection as a layer sees it whose calls are made under a lock: waiting gives the lock up meanwhile. */
sealed class SerializedContext implements ConnectionContext {
    private final ConnectionContext context;
    private final RequestLock lock;

    SerializedContext(ConnectionContext context, RequestLock lock) {
        this.context = context;
        this.lock = lock;
    }

    @Override
    public Peer peer() {
        return context.peer();
    }

    @Override
    public boolean isReadOnly() {
        return context.isReadOnly();
    }

    @Override
    public boolean isTls() {
        return context.isTls();
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        int holds = lock.unlockWholly();
        try {
            return context.await(stage);
        } finally {
            lock.lockAgain(holds);
        }
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

    /** The same of a connection that opens an export. */
    static final class Opening extends SerializedContext implements OpenContext {
        private final OpenContext context;

        Opening(OpenContext context, RequestLock lock) {
            super(context, lock);
            this.context = context;
        }

        @Override
        public String exportName() {
            return context.exportName();
        }

        @Override
        public boolean hasStructuredReplies() {
            return context.hasStructuredReplies();
        }
    }
}
