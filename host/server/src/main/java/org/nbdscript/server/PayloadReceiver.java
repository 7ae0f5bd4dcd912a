package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.NbdException;

/**
 * Receives the payloads of writes that get a buffer of their own. Memory grows with what has come, and is taken at once
 * only for as much as the client has sent in one request before.
 */
final class PayloadReceiver {
    private static final int TRUSTED_AT_FIRST = 1 << 18;

    private final Receiver receiver;
    private final BufferPool pool;
    private int trusted = TRUSTED_AT_FIRST;

    PayloadReceiver(Receiver receiver, BufferPool pool) {
        this.receiver = receiver;
        this.pool = pool;
    }

    /**
     * Receives a payload into a buffer that the caller gives back: from position 0 to the limit.
     *
     * @throws NbdException ENOMEM if there is no buffer; the payload was skipped then
     */
    PooledBuffer receive(int length) throws IOException {
        int received = 0;
        PooledBuffer buffer = null;
        try {
            while (true) {
                int capacity = (int) Math.min(length, Math.max(trusted, 4L * received));
                buffer = grow(buffer, capacity, received);
                receiver.receive(buffer.bytes().limit(capacity).position(received));
                received = capacity;
                if (received == length) {
                    break;
                }
            }
        } catch (NbdException e) {
            release(buffer);
            receiver.skip(length - received);
            throw e;
        } catch (IOException e) {
            release(buffer);
            throw e;
        }
        trusted = Math.max(trusted, length);
        buffer.bytes().flip();
        return buffer;
    }

    private PooledBuffer grow(@Nullable PooledBuffer smaller, int capacity, int received) {
        if (smaller == null) {
            return pool.acquire(capacity);
        }
        PooledBuffer larger = pool.acquire(capacity);
        ByteBuffer content = smaller.bytes();
        larger.bytes().put(0, content, 0, received);
        pool.release(smaller);
        return larger;
    }

    private void release(@Nullable PooledBuffer buffer) {
        if (buffer != null) {
            pool.release(buffer);
        }
    }
}
