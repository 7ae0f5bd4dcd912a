package org.nbdscript.server;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes on in a connection: its own thread while it does not wait for input, and each request on another thread.
 * Knows when the connection is idle, so that one that is to end does so as soon as all is answered.
 */
final class Activity {
    private final Transport transport;
    private final AtomicInteger running = new AtomicInteger(1);
    private volatile boolean draining;

    /** Of a connection whose own thread is at work. */
    Activity(Transport transport) {
        this.transport = transport;
    }

    /** Something begins. */
    void begin() {
        running.incrementAndGet();
    }

    /** Something has ended. */
    void end() {
        if (running.decrementAndGet() == 0 && draining) {
            transport.endInput();
        }
    }

    /** From now on new requests are refused; when the last one is answered the input ends. */
    void drain() {
        draining = true;
        if (running.get() == 0) {
            transport.endInput();
        }
    }

    boolean isDraining() {
        return draining;
    }
}
