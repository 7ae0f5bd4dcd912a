package org.nbdscript.server;

import java.io.EOFException;
import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nbdscript.protocol.ProtocolException;

/**
 * What has arrived of a connection's input. The buffer is small while nothing comes, grows while much does, and is
 * given back before the thread sleeps.
 */
final class Receiver implements AutoCloseable {
    /** The buffer's size while the connection is idle. */
    static final int IDLE_SIZE = 1 << 13;

    private static final int LARGEST = 1 << 18;

    /** Who says nothing for so long may do so for hours. */
    private static final int PATIENCE_MILLIS = 1_000;

    /** How much is read of what is expected to be large, so that little of it is copied. */
    private static final int BEGINNING = 1 << 9;

    private final Transport transport;
    private final BufferPool pool;
    private final Activity activity;
    private final Flushable output;
    private final Source polling;
    private final Source waiting;
    private final Source waitingAWhile;
    private PooledBuffer pooled;
    private ByteBuffer buffer;
    private boolean wasFilled;
    private boolean expectsLarge;
    private boolean isResting;

    /**
     * A receiver.
     *
     * @param output flushed before each wait, since the peer may wait for it before it goes on
     */
    Receiver(Transport transport, BufferPool pool, Activity activity, Flushable output) {
        this.transport = transport;
        this.pool = pool;
        this.activity = activity;
        this.output = output;
        this.polling = transport::poll;
        this.waiting = this::read;
        this.waitingAWhile = this::readAWhile;
        this.pooled = pool.acquire(IDLE_SIZE);
        this.buffer = pooled.bytes().limit(0);
    }

    /** What has arrived and was not taken yet, from position to limit; may be another buffer after {@link #fill}. */
    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * The next bytes, which have arrived, to be read only. They are not taken yet, and good until the next call of
     * {@link #fill}.
     */
    ByteBuffer view(int length) {
        return pooled.readOnly(buffer.position(), length);
    }

    /**
     * Waits for more.
     *
     * @param wanted how many bytes the buffer must be able to hold from its position on
     * @return false at the end of the input
     */
    boolean fill(int wanted) throws IOException {
        return fill(wanted, waiting) >= 0;
    }

    /** What {@link #fillUnlessSilent} has found. */
    enum Arrival {
        /** More bytes. */
        MORE,
        /** The peer says nothing for a while: the connection can rest. */
        SILENCE,
        /** The end of the input. */
        END
    }

    /** Waits for more, as {@link #fill}, but not longer than a while if the peer has begun nothing. */
    Arrival fillUnlessSilent(int wanted) throws IOException {
        int count = fill(wanted, buffer.hasRemaining() || !transport.canRest() ? waiting : waitingAWhile);
        if (count == 0) {
            return Arrival.SILENCE;
        }
        return count > 0 ? Arrival.MORE : Arrival.END;
    }

    private int fill(int wanted, Source source) throws IOException {
        output.flush();
        makeRoom(wanted);
        int count = take(wanted, polling);
        if (count == 0) {
            giveBack(wanted);
            count = take(wanted, source);
        }
        expectsLarge = false;
        return count;
    }

    /** Gives the buffer back, in which nothing is left, until {@link #wakeUp}. */
    void rest() {
        pool.release(pooled);
        isResting = true;
    }

    /** Has a buffer again. */
    void wakeUp() {
        pooled = pool.acquire(IDLE_SIZE);
        buffer = pooled.bytes().limit(0);
        isResting = false;
    }

    @FunctionalInterface
    private interface Source {
        int read(ByteBuffer into) throws IOException;
    }

    private int take(int wanted, Source source) throws IOException {
        int from = buffer.position();
        int end = buffer.limit();
        int most = expectsLarge ? Math.max(BEGINNING, from + wanted - end) : buffer.capacity();
        buffer.limit(Math.min(end + most, buffer.capacity())).position(end);
        int count = -1;
        try {
            count = source.read(buffer);
        } finally {
            wasFilled = buffer.position() == buffer.capacity();
            buffer.limit(end + Math.max(count, 0)).position(from);
        }
        return count;
    }

    /**
     * Waits until this many bytes have arrived.
     *
     * @throws EOFException if the input ends before
     */
    void require(int count) throws IOException {
        while (buffer.remaining() < count) {
            if (!fill(count)) {
                throw endedEarly();
            }
        }
    }

    /**
     * Takes bytes past the buffer until the target is full.
     *
     * @throws EOFException if the input ends before
     */
    void receive(ByteBuffer target) throws IOException {
        int count = Math.min(target.remaining(), buffer.remaining());
        target.put(target.position(), buffer, buffer.position(), count);
        target.position(target.position() + count);
        buffer.position(buffer.position() + count);
        while (target.hasRemaining()) {
            output.flush();
            int came = transport.poll(target);
            if (came < 0 || (came == 0 && read(target) < 0)) {
                throw endedEarly();
            }
        }
    }

    /**
     * Takes bytes past the buffer until the segments are full, which are empty then. Large messages that follow such a
     * one are not read into the buffer, but for their beginning.
     *
     * @throws EOFException if the input ends before
     */
    void receive(Segments target) throws IOException {
        target.fill(buffer);
        while (target.count() > 0) {
            if (read(target) < 0) {
                throw endedEarly();
            }
        }
        expectsLarge = true;
    }

    /**
     * Throws bytes away.
     *
     * @throws EOFException if the input ends before
     */
    void skip(long count) throws IOException {
        long missing = count;
        while (missing > 0) {
            if (!buffer.hasRemaining() && !fill(1)) {
                throw endedEarly();
            }
            int taken = (int) Math.min(missing, buffer.remaining());
            buffer.position(buffer.position() + taken);
            missing -= taken;
        }
    }

    /** Waits for the peer by other means than this buffer. */
    interface Handover {
        /** Does so. */
        void run() throws IOException;
    }

    /**
     * Lets something else talk to the peer for a while, when all that was to be sent has gone out.
     *
     * @throws ProtocolException if something has arrived already: it does not belong to what follows, and whoever has
     *     sent it may not be the peer
     */
    void handOver(Handover other) throws IOException {
        output.flush();
        if (buffer.hasRemaining()) {
            throw ProtocolException.close(buffer.remaining() + " bytes came before the peer was told to go on");
        }
        activity.end();
        try {
            other.run();
        } finally {
            activity.begin();
        }
    }

    private int read(Segments target) throws IOException {
        output.flush();
        activity.end();
        try {
            return transport.read(target);
        } finally {
            activity.begin();
        }
    }

    private int readAWhile(ByteBuffer target) throws IOException {
        output.flush();
        activity.end();
        try {
            return transport.read(target, PATIENCE_MILLIS);
        } finally {
            activity.begin();
        }
    }

    private int read(ByteBuffer target) throws IOException {
        output.flush();
        activity.end();
        try {
            return transport.read(target);
        } finally {
            activity.begin();
        }
    }

    private void makeRoom(int wanted) {
        int target = Math.max(wasFilled ? Math.min(LARGEST, 4 * buffer.capacity()) : buffer.capacity(), wanted);
        if (target != buffer.capacity()) {
            exchange(Math.max(target, buffer.remaining()));
        } else if (buffer.capacity() - buffer.position() < wanted || buffer.limit() == buffer.capacity()) {
            buffer.compact().flip();
        } else if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        }
    }

    private void giveBack(int wanted) {
        if (!buffer.hasRemaining() && buffer.capacity() > IDLE_SIZE && wanted <= IDLE_SIZE) {
            exchange(IDLE_SIZE);
        }
    }

    private void exchange(int capacity) {
        PooledBuffer other = pool.acquire(capacity);
        if (other.capacity() == buffer.capacity()) {
            pool.release(other);
            buffer.compact().flip();
            return;
        }
        other.bytes().put(buffer).flip();
        pool.release(pooled);
        pooled = other;
        buffer = other.bytes();
    }

    private static EOFException endedEarly() {
        return new EOFException("the input ended in the middle of a message");
    }

    /** Gives the buffer back. */
    @Override
    public void close() {
        if (!isResting) {
            rest();
        }
    }
}
