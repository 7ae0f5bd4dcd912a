package org.nbdscript.filters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReplyTamper;

/** Replies of one connection that are wrong now and then. */
final class FaultyReplies implements ReplyTamper {
    private static final int LONGEST_PIECE = 16;
    /** Of large replies, so that they end some time. */
    private static final int MOST_PIECES = 64;

    private final List<ReplyFault> faults;
    private final Duration delay;
    private final ConnectionContext context;
    private final SplittableRandom random;

    /** The reply that another one may overtake. */
    private @Nullable ByteBuffer overtaken;

    /**
     * Of a connection.
     *
     * @param delay of those that are late, and the longest of those that wait to be overtaken
     */
    FaultyReplies(List<ReplyFault> faults, Duration delay, ConnectionContext context, SplittableRandom random) {
        this.faults = faults;
        this.delay = delay;
        this.context = context;
        this.random = random;
    }

    @Override
    public void send(ByteBuffer reply, Wire wire) throws IOException {
        ByteBuffer bytes = reply;
        boolean isFragmented = false;
        boolean isDoubled = false;
        boolean isReordered = false;
        for (ReplyFault fault : faults) {
            if (random.nextDouble() >= fault.probability()) {
                continue;
            }
            switch (fault.kind()) {
                case COOKIE -> ReplyBytes.spoilCookie(bytes);
                case MAGIC -> ReplyBytes.spoilMagic(bytes);
                case UNDONE -> ReplyBytes.spoilDone(bytes);
                case ERROR -> bytes = ReplyBytes.error(bytes);
                case LATE -> sleep();
                case FRAGMENT -> isFragmented = true;
                case DUPLICATE -> isDoubled = true;
                case REORDER -> isReordered = true;
                case SHORT -> {
                    wire.send(bytes.slice(bytes.position(), bytes.remaining() / 2));
                    wire.close();
                    return;
                }
            }
        }
        if (isReordered && keepBack(bytes, wire)) {
            return;
        }
        for (int i = 0; i < (isDoubled ? 2 : 1); i++) {
            send(bytes.duplicate(), isFragmented, wire);
        }
        sendOvertaken(wire);
    }

    private void sleep() {
        try {
            context.sleep(delay);
        } catch (NbdException e) {
            // The connection ends: there is nothing to wait for.
        }
    }

    private void send(ByteBuffer bytes, boolean isFragmented, Wire wire) throws IOException {
        if (!isFragmented) {
            wire.send(bytes);
            return;
        }
        int longest = Math.max(LONGEST_PIECE, bytes.remaining() / MOST_PIECES);
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), 1 + random.nextInt(longest));
            wire.send(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    /** False if there is one already that waits. */
    private boolean keepBack(ByteBuffer reply, Wire wire) {
        synchronized (this) {
            if (overtaken != null) {
                return false;
            }
            overtaken = reply;
        }
        Thread.ofVirtual().start(() -> {
            sleep();
            try {
                sendOvertaken(wire);
            } catch (IOException e) {
                wire.close();
            }
        });
        return true;
    }

    private void sendOvertaken(Wire wire) throws IOException {
        ByteBuffer waiting;
        synchronized (this) {
            waiting = overtaken;
            overtaken = null;
        }
        if (waiting != null) {
            wire.send(waiting);
        }
    }
}
