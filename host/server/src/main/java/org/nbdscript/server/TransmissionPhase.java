package org.nbdscript.server;

import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.RequestFormat;
import org.nbdscript.server.Receiver.Arrival;

/**
 * The phase of requests and replies (section "Transmission phase"). Takes requests as they arrive, carries out in place
 * those that do not wait, and hands the others over. Replies are gathered until all that has arrived is done, they are
 * many, or they have waited for a while.
 */
final class TransmissionPhase {
    /** Payloads up to this size are received together with the requests, and written from there. */
    private static final int INLINE_PAYLOAD = 1 << 17;

    /** Payloads from this size on are received right into the disk's memory, where it lends that. */
    private static final int LENT_FROM = 1 << 15;

    private static final long MOST_GATHERED_BYTES = 1 << 18;
    private static final int MOST_GATHERED_SEGMENTS = 512;
    private static final long LONGEST_DELAY_NANOS = 200_000;

    private final Session session;
    private final Receiver receiver;
    private final ReplyBatch batch;
    private final Flushable output;
    private final Offloading offloading;
    private final PayloadReceiver payloads;
    private final RequestValidator validator;
    private final RequestRunner runner;
    private final Disk disk;
    private final boolean sendsEach;
    private final RequestFormat format;
    private final Request request = new Request();
    private final Segments lent = new Segments();

    /** When the eldest request was begun whose reply is in the batch. */
    private long gatheringSince;

    /**
     * A phase.
     *
     * @param batch takes the replies to requests that are carried out in place
     * @param output sends the batch
     * @param parts sends what is in it of a reply that is not complete; null if each reply is to leave by itself, whole
     * @param offloading takes all other requests
     */
    TransmissionPhase(
            Session session,
            Receiver receiver,
            ReplyBatch batch,
            Flushable output,
            @Nullable PartOutput parts,
            Disk disk,
            ExportTerms terms,
            Offloading offloading) {
        this.session = session;
        this.receiver = receiver;
        this.batch = batch;
        this.output = output;
        this.offloading = offloading;
        this.payloads = new PayloadReceiver(receiver, session.buffers());
        this.validator = new RequestValidator(terms);
        this.runner = new RequestRunner(disk, terms, session.services(), batch, parts);
        this.disk = disk;
        this.sendsEach = parts == null;
        this.format = terms.requestFormat();
    }

    /** Why {@link #run} has returned. */
    enum Pause {
        /** The client has ended the session by DISC. */
        DISCONNECT,
        /** The input has ended without. */
        END_OF_INPUT,
        /** The client has said nothing for a while. */
        SILENCE
    }

    /**
     * Serves requests until the client ends the session, or says nothing for a while; then it may be called again.
     *
     * @throws ProtocolException if the client breaks the protocol so that it cannot go on
     */
    Pause run() throws IOException {
        Arrival arrival = next();
        while (arrival == Arrival.MORE) {
            if (request.command() == NbdCommand.DISC) {
                output.flush();
                return Pause.DISCONNECT;
            }
            if (batch.isEmpty()) {
                gatheringSince = System.nanoTime();
            }
            handle();
            flushIfDue();
            arrival = next();
        }
        output.flush();
        return arrival == Arrival.SILENCE ? Pause.SILENCE : Pause.END_OF_INPUT;
    }

    /** Waits until no request is in flight. */
    void awaitIdle() {
        offloading.awaitIdle();
    }

    /** Takes the next request, if there is one. */
    private Arrival next() throws IOException {
        while (!format.hasArrived(receiver.buffer())) {
            Arrival arrival = receiver.fillUnlessSilent(format.size());
            if (arrival != Arrival.MORE) {
                return arrival;
            }
        }
        request.take(receiver.buffer(), format);
        return Arrival.MORE;
    }

    private void flushIfDue() throws IOException {
        if (sendsEach
                || batch.bytes() >= MOST_GATHERED_BYTES
                || batch.segments() >= MOST_GATHERED_SEGMENTS
                || System.nanoTime() - gatheringSince >= LONGEST_DELAY_NANOS) {
            output.flush();
        }
    }

    private void handle() throws IOException {
        RequestError error = check();
        if (error != null) {
            refuse(error);
        } else if (runner.isSplit(request)) {
            offloading.awaitTurn();
            runner.runSplit(request, output);
        } else {
            Blocking blocking = request.isEmpty() ? Blocking.NEVER : disk.blocking();
            if (blocking == Blocking.NEVER) {
                offloading.awaitTurn();
                runInPlace();
            } else if (!runNow()) {
                offload(blocking);
            }
        }
    }

    /** Whether the request was carried out in place, though the disk may have to wait for others. */
    private boolean runNow() {
        return !offloading.isInOrder() && runner.runNow(request);
    }

    private @Nullable RequestError check() throws IOException {
        if (session.activity().isDraining()) {
            return new RequestError(NbdError.ESHUTDOWN, "the server ends, or has been told to end the connection");
        }
        if (request.command() == NbdCommand.BLOCK_STATUS && request.payloadLength() != 0) {
            RequestError error = validator.checkStatusPayload(request);
            if (error != null) {
                return error;
            }
            int length = (int) request.payloadLength();
            receiver.require(length);
            request.takeStatusPayload(receiver.buffer(), (int) BlockStatusPayload.contextCount(length));
        }
        return validator.check(request);
    }

    private void refuse(RequestError error) throws IOException {
        if (Long.compareUnsigned(request.payloadLength(), session.limits().maximumSkippedBytes()) > 0) {
            throw ProtocolException.close(request + " has more payload than the "
                    + session.limits().maximumSkippedBytes() + " bytes that are skipped");
        }
        receiver.skip(request.payloadLength());
        offloading.awaitTurn();
        runner.refuse(request, error);
    }

    private void runInPlace() throws IOException {
        int length = (int) request.payloadLength();
        if (length == 0) {
            runner.run(request, null);
        } else if (length < LENT_FROM || !receiveInPlace(length)) {
            runWithPayload(length);
        }
    }

    private void runWithPayload(int length) throws IOException {
        if (length <= INLINE_PAYLOAD) {
            receiver.require(length);
            runner.run(request, receiver.view(length));
            ByteBuffer buffer = receiver.buffer();
            buffer.position(buffer.position() + length);
        } else {
            PooledBuffer payload = receivePayload(length);
            if (payload != null) {
                try {
                    runner.run(request, payload.readOnly(0, length));
                } finally {
                    session.buffers().release(payload);
                }
            }
        }
    }

    /** Whether the payload was received right into the disk's memory, or the request was refused. */
    private boolean receiveInPlace(int length) throws IOException {
        lent.clear();
        try {
            if (!runner.lend(request, lent)) {
                return false;
            }
        } catch (NbdException e) {
            receiver.skip(length);
            runner.refuse(request, RequestError.of(e, request.flags()));
            return true;
        }
        receiver.receive(lent);
        runner.runWritten(request);
        return true;
    }

    private void offload(Blocking blocking) throws IOException {
        output.flush();
        offloading.acquire(request, blocking);
        PooledBuffer payload = null;
        boolean isOffloaded = false;
        try {
            int length = (int) request.payloadLength();
            if (length > 0) {
                payload = receivePayload(length);
                if (payload == null) {
                    return;
                }
            }
            isOffloaded = true;
        } finally {
            if (!isOffloaded) {
                offloading.giveUp(request);
            }
        }
        offloading.start(request.copy(), payload, blocking);
    }

    /** The payload; null if there is no memory, and the request was refused. */
    private @Nullable PooledBuffer receivePayload(int length) throws IOException {
        try {
            return payloads.receive(length);
        } catch (NbdException e) {
            runner.refuse(request, RequestError.of(e, request.flags()));
            return null;
        }
    }
}
