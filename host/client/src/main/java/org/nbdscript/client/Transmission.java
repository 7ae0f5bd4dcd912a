package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ExtendedReplyHeader;
import org.nbdscript.protocol.transmission.ExtendedRequestHeader;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestHeader;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;
import org.nbdscript.protocol.transmission.StructuredReplyHeader;

/**
 * Requests and their replies (section "Transmission phase"). Each thread sends its own request. One of those that wait
 * receives, for itself and for the others; when its own reply is there, another one takes over. So a lone request costs
 * no change of threads.
 */
final class Transmission {
    private final Input input;
    private final Output output;
    private final ReplyFormat format;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they were sent. Guarded by the lock, as all below. */
    private final Map<Long, PendingRequest> pending = new LinkedHashMap<>();

    private long nextCookie = 1;
    private boolean isReceiving;
    private @Nullable IOException end;

    Transmission(Input input, Output output, ReplyFormat format) {
        this.input = input;
        this.output = output;
        this.format = format;
    }

    /** Of which a request's thread waits. */
    Condition newCondition() {
        return lock.newCondition();
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param flags its bits
     * @param length as it stands in the header: of the range concerned or of the payload
     * @param payload what follows the header; null for nothing
     * @throws RequestFailedException if the server says so; the connection goes on
     * @throws IOException if the connection has ended
     */
    void perform(PendingRequest request, int flags, long length, @Nullable ByteBuffer payload) throws IOException {
        long cookie = register(request);
        try {
            output.send(header(request.command(), flags, cookie, request.offset(), length), payload);
            await(request);
        } catch (IOException e) {
            throw fail(e);
        }
        request.requireSuccess();
    }

    /** Ends the session: the server answers what is in flight. */
    void disconnect() throws IOException {
        output.send(header(NbdCommand.DISC, 0, 0, 0, 0), null);
    }

    /** Whether the connection is known to have ended. */
    boolean hasEnded() {
        lock.lock();
        try {
            return end != null;
        } finally {
            lock.unlock();
        }
    }

    private long register(PendingRequest request) throws IOException {
        lock.lock();
        try {
            requireOpen();
            long cookie = nextCookie++;
            pending.put(cookie, request);
            return cookie;
        } finally {
            lock.unlock();
        }
    }

    /** Each thread that finds the connection ended gets an exception of its own, with its own stack. */
    private void requireOpen() throws IOException {
        IOException cause = end;
        if (cause != null) {
            throw new IOException("the connection has ended: " + cause.getMessage(), cause);
        }
    }

    /** Ends the connection for all, for the reason that came first. */
    IOException fail(IOException reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            pending.values().forEach(request -> request.changed().signal());
            pending.clear();
            return reason;
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer header(NbdCommand command, int flags, long cookie, long offset, long length) {
        ByteBuffer header = ByteBuffer.allocate(ExtendedRequestHeader.SIZE);
        if (format == ReplyFormat.EXTENDED) {
            ExtendedRequestHeader.encode(header, flags, command.code(), cookie, offset, length);
        } else {
            RequestHeader.encode(header, flags, command.code(), cookie, offset, length);
        }
        return header.flip();
    }

    private void await(PendingRequest request) throws IOException {
        lock.lock();
        try {
            while (!request.isDone()) {
                requireOpen();
                if (isReceiving) {
                    request.setWaiting(true);
                    request.changed().awaitUninterruptibly();
                    request.setWaiting(false);
                } else {
                    receiveUntilDone(request);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock, which is given up while the thread waits for the server. */
    private void receiveUntilDone(PendingRequest request) throws IOException {
        isReceiving = true;
        try {
            while (!request.isDone()) {
                lock.unlock();
                PendingRequest ended;
                try {
                    ended = receive();
                } finally {
                    lock.lock();
                }
                if (ended != null) {
                    ended.setDone();
                }
            }
        } finally {
            isReceiving = false;
            handOver();
        }
    }

    /**
     * Lets another thread receive. One that still sends will come and see by itself, but perhaps only when the server,
     * which wants to get rid of its replies first, reads on: so it is one that waits.
     */
    private void handOver() {
        for (PendingRequest request : pending.values()) {
            if (request.isWaiting()) {
                request.changed().signal();
                return;
            }
        }
    }

    /** Receives a reply, or a chunk of one: the request that is complete by it, or null. */
    private @Nullable PendingRequest receive() throws IOException {
        ReplyFormat came = ReplyFormat.arrived(input.buffer());
        while (came == null) {
            input.more();
            came = ReplyFormat.arrived(input.buffer());
        }
        ByteBuffer buffer = input.buffer();
        int at = buffer.position();
        buffer.position(at + came.size());
        return switch (came) {
            case SIMPLE -> simple(SimpleReplyHeader.cookie(buffer, at), SimpleReplyHeader.error(buffer, at));
            case STRUCTURED -> {
                requireFormat(format == ReplyFormat.STRUCTURED, came);
                yield chunk(
                        StructuredReplyHeader.cookie(buffer, at),
                        StructuredReplyHeader.type(buffer, at),
                        StructuredReplyHeader.length(buffer, at),
                        StructuredReplyHeader.done(buffer, at));
            }
            case EXTENDED -> {
                requireFormat(format == ReplyFormat.EXTENDED, came);
                yield chunk(
                        ExtendedReplyHeader.cookie(buffer, at),
                        ExtendedReplyHeader.type(buffer, at),
                        ExtendedReplyHeader.length(buffer, at),
                        ExtendedReplyHeader.done(buffer, at));
            }
        };
    }

    private static void requireFormat(boolean holds, ReplyFormat came) throws ProtocolException {
        if (!holds) {
            throw ProtocolException.close("a reply came in the format " + came + ", which was not negotiated");
        }
    }

    private PendingRequest simple(long cookie, int error) throws IOException {
        requireFormat(format != ReplyFormat.EXTENDED, ReplyFormat.SIMPLE);
        PendingRequest request = find(cookie);
        if (request instanceof PendingRead) {
            requireFormat(format == ReplyFormat.SIMPLE, ReplyFormat.SIMPLE);
        }
        if (error == 0) {
            request.simpleData(input);
        } else {
            request.fail(error, "");
        }
        return end(cookie, request);
    }

    private @Nullable PendingRequest chunk(long cookie, int code, long length, boolean isDone) throws IOException {
        PendingRequest request = find(cookie);
        ChunkType type = ChunkType.byCode(code);
        if (ChunkType.isError(code)) {
            request.errorChunk(type, input, length);
        } else if (type == ChunkType.NONE) {
            if (length != 0 || !isDone) {
                throw ProtocolException.close("an empty chunk has " + length + " bytes, or is not the last one");
            }
        } else if (type == null) {
            throw ProtocolException.close("a chunk of the unknown type " + code + " came in reply to " + request);
        } else {
            request.content(type, input, length);
        }
        return isDone ? end(cookie, request) : null;
    }

    private PendingRequest find(long cookie) throws IOException {
        lock.lock();
        try {
            PendingRequest request = pending.get(cookie);
            if (request == null) {
                requireOpen();
                throw ProtocolException.close("a reply came to a request that is not in flight: cookie " + cookie);
            }
            return request;
        } finally {
            lock.unlock();
        }
    }

    private PendingRequest end(long cookie, PendingRequest request) throws IOException {
        request.end();
        lock.lock();
        try {
            pending.remove(cookie);
        } finally {
            lock.unlock();
        }
        return request;
    }
}
