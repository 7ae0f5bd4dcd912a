package org.nbdscript.server;

import org.jspecify.annotations.Nullable;

/** A request that another thread than the connection's carries out, and then its reply until it has left. */
final class OffloadedRequest implements Runnable {
    private final Request request;
    private final @Nullable PooledBuffer payload;
    private final BufferPool pool;
    private final ReplyBatch batch;
    private final RequestRunner runner;
    private final ReplyWriter writer;
    private final Runnable whenSent;
    private boolean isAnswered;

    /**
     * A request with all that it needs.
     *
     * @param payload of a write; given back to the pool when the request was carried out
     * @param runner puts the reply into the batch
     * @param whenSent run when the reply has left, or is lost with the connection
     */
    OffloadedRequest(
            Request request,
            @Nullable PooledBuffer payload,
            BufferPool pool,
            ReplyBatch batch,
            RequestRunner runner,
            ReplyWriter writer,
            Runnable whenSent) {
        this.request = request;
        this.payload = payload;
        this.pool = pool;
        this.batch = batch;
        this.runner = runner;
        this.writer = writer;
        this.whenSent = whenSent;
    }

    @Override
    public void run() {
        try {
            runner.run(request, payload == null ? null : payload.readOnly(0, (int) request.payloadLength()));
        } finally {
            if (payload != null) {
                pool.release(payload);
            }
            writer.answered(this);
        }
    }

    ReplyBatch batch() {
        return batch;
    }

    /** Whether the reply is complete; guarded by the lock of the order of replies. */
    boolean isAnswered() {
        return isAnswered;
    }

    void setAnswered() {
        isAnswered = true;
    }

    /** The reply has left. */
    void sent() {
        batch.clear();
        whenSent.run();
    }
}
