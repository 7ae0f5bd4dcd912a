package org.nbdscript.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.ClientAddress;
import org.nbdscript.server.Admission.WhenFull;

/** The connections that there are, and those that wait until there is room for them. */
final class Connections {
    /** So many may wait; they have a socket each. */
    private static final int MOST_WAITING = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Admission admission;
    private final Set<Connection> connections = new HashSet<>();

    /** Only where it matters, since the first client would wait for the equality of records. */
    private final boolean countsAddresses;

    private final Map<ClientAddress, Integer> perAddress = new HashMap<>();
    private final Deque<Connection> waiting = new ArrayDeque<>();
    private boolean isClosed;
    private volatile boolean isDrained;

    Connections(Admission admission) {
        this.admission = admission;
        this.countsAddresses = admission.connectionsPerAddress() < admission.connections();
    }

    /** What becomes of a new connection. */
    enum Verdict {
        /** It is one of the connections. */
        ADMITTED,
        /** It waits for its turn. */
        WAITING,
        /** There are too many. */
        FULL,
        /** No more are to come. */
        CLOSED
    }

    /** Takes one in, if there is room. */
    Verdict add(Connection connection) {
        lock.lock();
        try {
            if (isClosed) {
                return Verdict.CLOSED;
            }
            if (hasRoom(connection)) {
                admit(connection);
                return Verdict.ADMITTED;
            }
            if (admission.whenFull() == WhenFull.REFUSE || waiting.size() >= MOST_WAITING) {
                return Verdict.FULL;
            }
            waiting.addLast(connection);
            return Verdict.WAITING;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Connection connection) {
        return connections.size() < admission.connections()
                && (!countsAddresses || count(connection) < admission.connectionsPerAddress());
    }

    private int count(Connection connection) {
        return perAddress.getOrDefault(ClientAddress.of(connection.peer()), 0);
    }

    private void admit(Connection connection) {
        connections.add(connection);
        if (countsAddresses) {
            perAddress.merge(ClientAddress.of(connection.peer()), 1, Integer::sum);
        }
    }

    /**
     * One has ended.
     *
     * @return those that have waited and are admitted now
     */
    List<Connection> remove(Connection connection) {
        lock.lock();
        try {
            if (connections.remove(connection) && countsAddresses) {
                perAddress.computeIfPresent(
                        ClientAddress.of(connection.peer()), (address, count) -> count == 1 ? null : count - 1);
            }
            changed.signalAll();
            return isClosed ? List.of() : admitWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** In the order in which they came, but one whose address has too many lets others pass. */
    private List<Connection> admitWaiting() {
        List<Connection> admitted = new ArrayList<>();
        waiting.removeIf(candidate -> {
            if (!hasRoom(candidate)) {
                return false;
            }
            admit(candidate);
            return admitted.add(candidate);
        });
        return admitted;
    }

    /** Whether no more are to come, and all were told so. */
    boolean isClosed() {
        return isDrained;
    }

    /** Takes no more, and ends all as soon as what they have in flight is answered. */
    void drain() {
        List<Connection> turnedAway;
        lock.lock();
        try {
            isClosed = true;
            turnedAway = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        turnedAway.forEach(Connection::abort);
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

    /** How many there are, without those that wait. */
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
