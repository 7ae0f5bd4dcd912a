package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The way to a server: whole messages, one after another. */
final class Output {
    private final GatheringByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();

    Output(GatheringByteChannel channel) {
        this.channel = channel;
    }

    /** Sends a header, and what follows it, all from position to limit. */
    void send(ByteBuffer header, @Nullable ByteBuffer payload) throws IOException {
        lock.lock();
        try {
            if (payload == null) {
                while (header.hasRemaining()) {
                    channel.write(header);
                }
                return;
            }
            ByteBuffer[] parts = {header, payload};
            while (header.hasRemaining() || payload.hasRemaining()) {
                channel.write(parts);
            }
        } finally {
            lock.unlock();
        }
    }
}
