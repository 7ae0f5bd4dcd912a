package org.nbdscript.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A client's connection, as a layer sees it. */
public interface ConnectionContext {
    /** The client. Its TLS identity is known from the TLS handshake on. */
    Peer peer();

    /** The server was told to serve all exports read-only. */
    boolean isReadOnly();

    /** The connection is encrypted. False before the handshake has come to that. */
    boolean isTls();

    /**
     * Waits for a stage. Whatever serializes the layer's calls is given up meanwhile, so that other calls go on.
     *
     * @return the stage's result
     * @throws NbdException ESHUTDOWN if the client goes away or the server ends before
     * @throws java.util.concurrent.CompletionException with the stage's own failure as its cause
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /**
     * Sleeps.
     *
     * @throws NbdException ESHUTDOWN if the client goes away or the server ends before
     */
    void sleep(Duration duration);

    /** Runs an action when the connection ends, at once if it has ended: to stop what {@link #sleep} cannot. */
    void onClose(Runnable action);

    /**
     * Ends the connection: at once without replies if forced; else requests in flight are answered, and later ones get
     * ESHUTDOWN.
     */
    void disconnect(boolean force);
}
