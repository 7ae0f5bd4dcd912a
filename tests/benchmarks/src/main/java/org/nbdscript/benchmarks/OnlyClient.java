package org.nbdscript.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** The one connection of a benchmark, which has no client behind it. */
public final class OnlyClient implements OpenContext {
    @Override
    public Peer peer() {
        return Peer.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public String exportName() {
        return "";
    }

    @Override
    public boolean hasStructuredReplies() {
        return true;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException("nothing that is measured sleeps");
    }

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void disconnect(boolean force) {
        throw new UnsupportedOperationException("nothing that is measured disconnects");
    }
}
