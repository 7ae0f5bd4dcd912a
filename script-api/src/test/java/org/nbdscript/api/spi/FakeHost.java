package org.nbdscript.api.spi;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/** A host that remembers what it was told, and a connection to it. */
final class FakeHost implements HostServices, OpenContext {
    private int sizeChanges;
    final List<String> warnings = new ArrayList<>();
    boolean readOnly;

    @Override
    public void debug(String message) {}

    @Override
    public boolean isVerbose() {
        return false;
    }

    @Override
    public void error(String message) {}

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void print(String line) {}

    @Override
    public String readPassword(String parameter) {
        return parameter;
    }

    @Override
    public void shutdown() {}

    @Override
    public String exportName() {
        return "";
    }

    @Override
    public boolean hasStructuredReplies() {
        return false;
    }

    @Override
    public Peer peer() {
        return Peer.of(new InetSocketAddress("127.0.0.1", 1));
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
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
    public void sleep(Duration duration) {}

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void disconnect(boolean force) {}

    @Override
    public void sizeChanged() {
        sizeChanges++;
    }

    @Override
    public int sizeChanges() {
        return sizeChanges;
    }
}
