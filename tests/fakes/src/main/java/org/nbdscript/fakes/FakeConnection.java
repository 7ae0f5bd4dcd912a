package org.nbdscript.fakes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Peer;
import org.nbdscript.api.TlsIdentity;

/** A connection without a client, whose sleeps take no time, and which stays until a layer or a test ends it. */
public final class FakeConnection implements OpenContext {
    /** How long it was told to sleep. */
    public final List<Duration> sleeps = new CopyOnWriteArrayList<>();

    /** How layers ended it: whether by force. */
    public final List<Boolean> disconnections = new CopyOnWriteArrayList<>();

    /** What layers have the end of the connection do. */
    public final List<Runnable> closing = new CopyOnWriteArrayList<>();

    /** Done when a call waits. */
    public final CompletableFuture<Boolean> waits = new CompletableFuture<>();

    /** Who the client is: process 12 of user 1000 at 127.0.0.1:4711, unless the test has another. */
    public volatile Peer peer = new Peer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711),
            OptionalLong.of(12),
            OptionalLong.of(1000),
            OptionalLong.empty());

    /** The export that it asks for. */
    public volatile String exportName;

    /** Whether it asks for a disk that it does not write. */
    public volatile boolean isReadOnly;

    private final CompletableFuture<Boolean> left = new CompletableFuture<>();

    /** Asks for the default export, and writes. */
    public FakeConnection() {
        this("");
    }

    /** Asks for an export, and writes. */
    public FakeConnection(String exportName) {
        this(exportName, false);
    }

    /** Asks for an export. */
    public FakeConnection(String exportName, boolean isReadOnly) {
        this.exportName = exportName;
        this.isReadOnly = isReadOnly;
    }

    /** The same, encrypted, with a client of that name. */
    public FakeConnection withTls(TlsIdentity identity) {
        peer = peer.withTls(identity);
        return this;
    }

    /** The client goes away. */
    public void leave() {
        if (left.complete(true)) {
            closing.forEach(Runnable::run);
        }
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
        return peer.tls() != null;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        waits.complete(true);
        CompletableFuture<T> future = stage.toCompletableFuture();
        CompletableFuture.anyOf(future, left).join();
        if (left.isDone() && !future.isDone()) {
            throw new NbdException(Errno.ESHUTDOWN, "the client went away");
        }
        return future.join();
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
        disconnections.add(force);
        leave();
    }
}
