package org.nbdscript.tests.contract;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;

/** A connection of nobody, which stays. */
record TestConnection(
        String exportName,
        boolean isReadOnly,
        int port,
        @Nullable TlsIdentity tls) implements OpenContext {
    TestConnection(String exportName) {
        this(exportName, false, 4711);
    }

    TestConnection(String exportName, boolean isReadOnly, int port) {
        this(exportName, isReadOnly, port, null);
    }

    @Override
    public boolean hasStructuredReplies() {
        return true;
    }

    @Override
    public Peer peer() {
        Peer peer = Peer.of(new InetSocketAddress("127.0.0.1", port));
        return tls == null ? peer : peer.withTls(tls);
    }

    @Override
    public boolean isTls() {
        return tls != null;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void sleep(Duration duration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void disconnect(boolean force) {}
}
