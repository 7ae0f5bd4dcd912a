package org.nbdscript.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/** Holds replies back until all earlier requests of the connection are answered. */
final class RetirementOrder {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<OffloadedRequest> inOrder = new ArrayDeque<>();

    /** Takes note of a request, in the order of arrival. */
    void expect(OffloadedRequest request) {
        lock.lock();
        try {
            inOrder.addLast(request);
        } finally {
            lock.unlock();
        }
    }

    /** Moves the replies that may leave now, after this one, to a queue. */
    void answered(OffloadedRequest request, Queue<OffloadedRequest> ready) {
        lock.lock();
        try {
            request.setAnswered();
            OffloadedRequest eldest = inOrder.peekFirst();
            while (eldest != null && eldest.isAnswered()) {
                ready.add(inOrder.removeFirst());
                eldest = inOrder.peekFirst();
            }
        } finally {
            lock.unlock();
        }
    }
}
