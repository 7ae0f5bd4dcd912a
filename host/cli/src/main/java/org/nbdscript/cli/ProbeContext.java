package org.nbdscript.cli;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;

/**
 * The connection by which the server looks at its own export: there is no client that could go away.
 *
 * @param address the server's own
 * @param isReadOnly as for all clients
 * @param exportName the export to open
 */
record ProbeContext(SocketAddress address, boolean isReadOnly, String exportName) implements OpenContext {
    @Override
    public Peer peer() {
        return Peer.of(address);
    }

    @Override
    public boolean isTls() {
        return false;
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
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NbdException(Errno.ESHUTDOWN, "the server has stopped waiting", e);
        }
    }

    @Override
    public void onClose(Runnable action) {
        // It is closed as soon as it was opened.
    }

    @Override
    public void disconnect(boolean force) {
        // There is nobody to disconnect.
    }
}
