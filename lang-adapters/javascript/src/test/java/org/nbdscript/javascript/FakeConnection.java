package org.nbdscript.javascript;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A client that opened an export. */
final class FakeConnection implements OpenContext {
    private final String exportName;
    private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();
    volatile String disconnected = "";

    FakeConnection(String exportName) {
        this.exportName = exportName;
    }

    boolean hasCloseActions() {
        return !closeActions.isEmpty();
    }

    void close() {
        closeActions.forEach(Runnable::run);
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
                OptionalLong.of(12),
                OptionalLong.of(1000),
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
    public <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException("scripts sleep by promises");
    }

    @Override
    public void onClose(Runnable action) {
        closeActions.add(action);
    }

    @Override
    public void disconnect(boolean force) {
        disconnected = force ? "at once" : "gently";
    }
}
