package org.nbdscript.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/**
 * One export of a connection, as layers see it.
 *
 * @param connection the connection
 * @param exportName the canonical name
 * @param negotiation the state of the negotiation, which may still change after the export was opened
 */
record ExportContext(ConnectionContext connection, String exportName, Negotiation negotiation) implements OpenContext {
    @Override
    public boolean hasStructuredReplies() {
        return negotiation.hasStructuredReplies();
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public boolean isReadOnly() {
        return connection.isReadOnly();
    }

    @Override
    public boolean isTls() {
        return connection.isTls();
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return connection.await(stage);
    }

    @Override
    public void sleep(Duration duration) {
        connection.sleep(duration);
    }

    @Override
    public void onClose(Runnable action) {
        connection.onClose(action);
    }

    @Override
    public void disconnect(boolean force) {
        connection.disconnect(force);
    }
}
