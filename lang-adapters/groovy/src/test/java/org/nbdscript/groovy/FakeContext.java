package org.nbdscript.groovy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A client that opens an export, and waits without a lock to give up. */
final class FakeContext implements OpenContext {
    final List<Duration> slept = new CopyOnWriteArrayList<>();
    final List<Boolean> disconnected = new CopyOnWriteArrayList<>();
    private final String exportName;

    FakeContext(String exportName) {
        this.exportName = exportName;
    }

    @Override
    public String exportName() {
        return exportName;
    }

    @Override
    public boolean hasStructuredReplies() {
        return true;
    }

    @Override
    public Peer peer() {
        return new Peer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
                OptionalLong.of(77),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public boolean isTls() {
        return true;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        slept.add(duration);
    }

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void disconnect(boolean force) {
        disconnected.add(force);
    }
}
