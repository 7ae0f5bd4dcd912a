package org.nbdscript.filters;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A connection without a client, whose sleeps take no time. */
public final class TestConnection implements OpenContext {
    /** How long it was told to sleep. */
    public final List<Duration> sleeps = new CopyOnWriteArrayList<>();

    /** What a layer has the end of the connection do. */
    public final List<Runnable> closing = new CopyOnWriteArrayList<>();

    /** Whether a layer has ended it, and how. */
    public volatile @Nullable Boolean disconnectedByForce;

    /** Who the client is. */
    public volatile Peer peer = Peer.of(new InetSocketAddress("127.0.0.1", 4711));

    private final String exportName;
    private final boolean isReadOnly;

    /** A connection that asks for this export. */
    public TestConnection(String exportName, boolean isReadOnly) {
        this.exportName = exportName;
        this.isReadOnly = isReadOnly;
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
        return peer;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        sleeps.add(duration);
    }

    @Override
    public void onClose(Runnable action) {
        closing.add(action);
    }

    @Override
    public void disconnect(boolean force) {
        disconnectedByForce = force;
    }
}
