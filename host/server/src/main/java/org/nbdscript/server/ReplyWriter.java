package org.nbdscript.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ReplyTamper;

/**
 * The one way of a connection's replies to its transport. Whoever has a reply while none is being written writes it;
 * whoever comes meanwhile leaves it behind, and all that were left go out in the next write.
 */
final class ReplyWriter {
    /** Writes are not made of more parts: the system takes no more at once. */
    private static final int MOST_SEGMENTS = 1024;

    private Transport transport;
    private int mostSegments = MOST_SEGMENTS;
    private boolean isTampered;
    private final HostServices services;
    private final @Nullable RetirementOrder order;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<OffloadedRequest> ready = new ConcurrentLinkedQueue<>();
    private final List<OffloadedRequest> leaving = new ArrayList<>();
    private final Segments segments = new Segments();

    /**
     * A writer.
     *
     * @param inOrder replies of offloaded requests leave in the order in which these were {@linkplain #expect expected}
     */
    ReplyWriter(Transport transport, boolean inOrder, HostServices services) {
        this.transport = transport;
        this.services = services;
        this.order = inOrder ? new RetirementOrder() : null;
    }

    /** Writes what the connection's own thread has to say, and empties the batch. */
    void write(ReplyBatch batch) throws IOException {
        writing.lock();
        try {
            batch.writeTo(transport);
        } finally {
            writing.unlock();
            // Even after a failure: others have left their replies here, and wait for them to be gone.
            writeReady();
        }
    }

    /** Has each reply sent by a layer, whole and by itself. Before the first request. */
    void tamperBy(ReplyTamper tamper) {
        transport = new TamperedTransport(transport, tamper);
        mostSegments = 0;
        isTampered = true;
    }

    /** How parts of replies that are made in place leave; null if each reply is to leave by itself, and whole. */
    @Nullable
    PartOutput parts() {
        return isTampered ? null : this::writePart;
    }

    /** Whether the replies of offloaded requests may leave in parts, among others. */
    boolean takesParts() {
        return order == null && !isTampered;
    }

    /** Writes the part of a reply that is there. */
    void writePart(ReplyBatch batch) throws IOException {
        writing.lock();
        try {
            batch.writePartTo(transport);
        } finally {
            writing.unlock();
            writeReady();
        }
    }

    /** Takes note of a request that is about to be carried out. */
    void expect(OffloadedRequest request) {
        if (order != null) {
            order.expect(request);
        }
    }

    /** Sends the reply of a request, as soon as its turn comes. */
    void answered(OffloadedRequest request) {
        if (order == null) {
            ready.add(request);
        } else {
            order.answered(request, ready);
        }
        writeReady();
    }

    private void writeReady() {
        while (!ready.isEmpty() && writing.tryLock()) {
            try {
                writeTogether();
            } finally {
                writing.unlock();
            }
        }
    }

    private void writeTogether() {
        OffloadedRequest request = ready.poll();
        while (request != null) {
            leaving.add(request);
            request.batch().gather(segments);
            request = segments.count() < mostSegments ? ready.poll() : null;
        }
        try {
            transport.write(segments);
        } catch (IOException e) {
            services.debug("replies are lost, since the client is gone: " + e);
            transport.close();
        } finally {
            segments.clear();
            leaving.forEach(OffloadedRequest::sent);
            leaving.clear();
        }
    }
}
