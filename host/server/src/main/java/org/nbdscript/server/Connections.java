package org.nbdscript.server;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The connections that there are. */
final class Connections {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Connection> connections = new HashSet<>();
    private final int maximum;
    private boolean isClosed;
    private volatile boolean isDrained;

    /** At most this many. */
    Connections(int maximum) {
        this.maximum = maximum;
    }

    /** Adds one; false if there are too many, or no more are to come. */
    boolean add(Connection connection) {
        lock.lock();
        try {
            return !isClosed && connections.size() < maximum && connections.add(connection);
        } finally {
            lock.unlock();
        }
    }

    /** One has ended. */
    void remove(Connection connection) {
        lock.lock();
        try {
            connections.remove(connection);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no more are to come, and all were told so. */
    boolean isClosed() {
        return isDrained;
    }

    /** Takes no more, and ends all as soon as what they have in flight is answered. */
    void drain() {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
        all().forEach(Connection::drain);
        isDrained = true;
    }

    /** Ends all at once. */
    void abort() {
        all().forEach(Connection::abort);
    }

    /** Waits until all have ended. */
    boolean awaitNone(Duration patience) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (!connections.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return size() == 0;
    }

    /** How many there are. */
    int size() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /** Those that there are now. */
    List<Connection> all() {
        lock.lock();
        try {
            return List.copyOf(connections);
        } finally {
            lock.unlock();
        }
    }
}
