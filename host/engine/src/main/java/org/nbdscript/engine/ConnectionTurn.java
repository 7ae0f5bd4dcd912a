package org.nbdscript.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.ConnectionContext;

/** One connection's turn at a time; the others wait, first come, first served, as long as their clients do. */
final class ConnectionTurn {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean isTaken;

    private static final class Waiting {
        private final CompletableFuture<Waiting> comes = new CompletableFuture<>();
    }

    /**
     * Waits for the turn, which is to be ended by {@link #end}.
     *
     * @throws org.nbdscript.api.NbdException ESHUTDOWN if the client goes away or the server ends before
     */
    void await(ConnectionContext context) {
        Waiting turn = new Waiting();
        if (takeOrQueue(turn)) {
            return;
        }
        try {
            context.await(turn.comes);
        } catch (RuntimeException | Error e) {
            leave(turn);
            throw e;
        }
    }

    private boolean takeOrQueue(Waiting turn) {
        lock.lock();
        try {
            if (isTaken) {
                waiting.add(turn);
                return false;
            }
            isTaken = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The turn may have come to one that leaves at this very moment: then it is the next one's. */
    private void leave(Waiting turn) {
        lock.lock();
        try {
            if (waiting.remove(turn)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    void end() {
        Waiting next;
        lock.lock();
        try {
            next = waiting.poll();
            isTaken = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.comes.complete(next);
        }
    }
}
