package org.nbdscript.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Peer;

/**
 * A connection as layers see it. Wakes up all that waits in it: sleepers when the server is told to end, all others
 * when the client has gone or the server's patience is over.
 */
final class ClientContext implements ConnectionContext {
    private final boolean readOnly;
    private final Transport transport;
    private final Activity activity;
    private final HostServices services;
    private final CountDownLatch wakeUp = new CountDownLatch(1);
    private final Set<Waiter<?>> waiters = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> closeActions = new ArrayDeque<>();
    private volatile Peer peer;
    private volatile boolean hasEnded;

    ClientContext(Peer peer, boolean readOnly, Transport transport, Activity activity, HostServices services) {
        this.peer = peer;
        this.readOnly = readOnly;
        this.transport = transport;
        this.activity = activity;
        this.services = services;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public boolean isTls() {
        return transport.isTls();
    }

    /** Whether the client may ask for TLS. */
    boolean offersTls() {
        return transport.offersTls();
    }

    /**
     * Shakes hands with the client.
     *
     * @throws javax.net.ssl.SSLException if the handshake fails
     */
    void startTls() throws IOException {
        peer = peer.withTls(transport.startTls());
    }

    @Override
    public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        Waiter<T> waiter = new Waiter<>(stage);
        waiters.add(waiter);
        try {
            if (hasEnded) {
                waiter.end();
            }
            return waiter.await();
        } finally {
            waiters.remove(waiter);
        }
    }

    @Override
    public void sleep(Duration duration) {
        try {
            if (wakeUp.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw ended();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ended();
        }
    }

    static NbdException ended() {
        return new NbdException(Errno.ESHUTDOWN, "the client has gone or the server ends");
    }

    @Override
    public void onClose(Runnable action) {
        lock.lock();
        try {
            if (!hasEnded) {
                closeActions.addLast(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        run(action);
    }

    @Override
    public void disconnect(boolean force) {
        if (force) {
            transport.close();
            end();
        } else {
            activity.drain();
        }
    }

    /** The server is to end: sleepers need not wait any longer. */
    void wakeSleepers() {
        wakeUp.countDown();
    }

    /** The client has gone, or all is answered: nothing in the connection needs to wait any longer. */
    void end() {
        List<Runnable> actions;
        lock.lock();
        try {
            hasEnded = true;
            actions = new ArrayList<>(closeActions);
            closeActions.clear();
        } finally {
            lock.unlock();
        }
        wakeUp.countDown();
        waiters.forEach(Waiter::end);
        actions.forEach(this::run);
    }

    /** An action of a layer that fails must not keep the others from running. */
    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            services.error("an action at the end of a connection failed: " + e);
        }
    }
}
