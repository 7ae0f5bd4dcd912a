package org.nbdscript.server;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.protocol.transmission.NbdCommand;

/** Hands the requests of one connection over to other threads, within the limits. */
final class Offloading {
    private static final int SMALL_REPLY = 1 << 13;

    private final Session session;
    private final Disk disk;
    private final ExportTerms terms;
    private final ReplyWriter writer;
    private final boolean inOrder;
    private final InFlight inFlight;

    /**
     * Of one connection.
     *
     * @param inOrder replies leave in the order of the requests
     */
    Offloading(Session session, Disk disk, ExportTerms terms, ReplyWriter writer, boolean inOrder) {
        this.session = session;
        this.disk = disk;
        this.terms = terms;
        this.writer = writer;
        this.inOrder = inOrder;
        this.inFlight = new InFlight(session.limits().bytesInFlight());
    }

    /** Whether replies leave in the order of the requests. */
    boolean isInOrder() {
        return inOrder;
    }

    /** Waits until the connection's own thread may answer a request: at once, unless replies are to be in order. */
    void awaitTurn() {
        if (inOrder) {
            inFlight.awaitIdle();
        }
    }

    /** Waits until no request is in flight. */
    void awaitIdle() {
        inFlight.awaitIdle();
    }

    /** Waits until a request may be started. */
    void acquire(Request request, Blocking blocking) {
        inFlight.acquire(
                cost(request),
                blocking == Blocking.PINS ? session.threads() : session.limits().parkedRequests());
    }

    /** A request that was waited for is not started after all. */
    void giveUp(Request request) {
        inFlight.release(cost(request));
    }

    /**
     * Starts a request that was waited for.
     *
     * @param request belongs to the other thread from now on
     * @param payload likewise
     */
    void start(Request request, @Nullable PooledBuffer payload, Blocking blocking) {
        ReplyBatch batch = new ReplyBatch(session.buffers(), session.pipes(), SMALL_REPLY);
        RequestRunner runner = new RequestRunner(
                disk, terms, session.services(), batch, writer.takesParts() ? writer::writePart : null);
        OffloadedRequest offloaded =
                new OffloadedRequest(request, payload, session.buffers(), batch, runner, writer, () -> ended(request));
        session.activity().begin();
        writer.expect(offloaded);
        try {
            session.workers().run(blocking, offloaded);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            session.services().debug("a request runs on its connection's own thread, since there is no other: " + e);
            offloaded.run();
        }
    }

    private void ended(Request request) {
        inFlight.release(cost(request));
        session.activity().end();
    }

    /** How much data a request holds: what it brings or wants back. */
    private static long cost(Request request) {
        return request.command() == NbdCommand.READ ? request.length() : request.payloadLength();
    }
}
