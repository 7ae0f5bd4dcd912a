package org.nbdscript.jython;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A connection that remembers what it was asked to do. */
final class FakeConnection implements OpenContext {
    final List<String> calls = new ArrayList<>();
    final List<Runnable> onClose = new ArrayList<>();
    String exportName = "";

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
                new InetSocketAddress("127.0.0.1", 4711),
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
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        calls.add("sleep " + duration);
    }

    @Override
    public void onClose(Runnable action) {
        onClose.add(action);
    }

    @Override
    public void disconnect(boolean force) {
        calls.add("disconnect " + force);
    }
}
