package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.Recv;
import org.nbdscript.posix.SocketDescriptor;

/**
 * A socket whose bytes are not encrypted. Before a read sleeps it looks for input for a moment, where that
 * {@linkplain PollingHabit pays}.
 */
final class PlainTransport implements Transport {
    private static final long LONGEST_POLL_NANOS = 50_000;

    private final SocketChannel channel;
    private final HostServices services;
    private final PollingHabit habit = new PollingHabit();

    /** Null if the JVM does not tell the channel's descriptor; then nothing is polled. */
    private final @Nullable Recv arrivals;

    /** Held while the descriptor is in use by itself, lest it be closed, and given to another connection, meanwhile. */
    private final ReentrantLock descriptorUse = new ReentrantLock();

    private volatile boolean isReading;
    private volatile boolean hasInputEnded;

    PlainTransport(SocketChannel channel, HostServices services) {
        this.channel = channel;
        this.services = services;
        OptionalInt descriptor = SocketDescriptor.of(channel);
        this.arrivals = descriptor.isPresent() ? new Recv(descriptor.getAsInt()) : null;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        isReading = true;
        try {
            if (!hasInputEnded) {
                return arrivals == null ? channel.read(into) : readSoon(arrivals, into);
            }
        } finally {
            isReading = false;
        }
        return readArrived(into);
    }

    private int readSoon(Recv recv, ByteBuffer into) throws IOException {
        if (habit.isWorthwhile()) {
            int count = poll(recv, into);
            if (count != Recv.NOTHING) {
                habit.hit();
                return count == 0 ? -1 : count;
            }
            habit.miss();
            return channel.read(into);
        }
        long begin = System.nanoTime();
        int count = channel.read(into);
        habit.slept(System.nanoTime() - begin);
        return count;
    }

    @SuppressWarnings("ThreadPriorityCheck") // right without it, too; but the client may need this very processor
    private int poll(Recv recv, ByteBuffer into) {
        descriptorUse.lock();
        try {
            long begin = System.nanoTime();
            while (channel.isOpen()) {
                int count = recv.receive(into);
                if (count != Recv.NOTHING || System.nanoTime() - begin >= LONGEST_POLL_NANOS) {
                    return count;
                }
                Thread.yield();
            }
            return Recv.NOTHING;
        } finally {
            descriptorUse.unlock();
        }
    }

    /** What came before the input was ended is read; nothing is waited for. */
    private int readArrived(ByteBuffer into) throws IOException {
        channel.configureBlocking(false);
        try {
            int count = channel.read(into);
            return count == 0 ? -1 : count;
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        int first = 0;
        while (first < count) {
            if (from[first].hasRemaining()) {
                channel.write(from, first, count - first);
            } else {
                first++;
            }
        }
    }

    @Override
    public void endInput() {
        hasInputEnded = true;
        try {
            if (isReading) {
                channel.shutdownInput();
            }
        } catch (IOException e) {
            services.debug("the input of a connection could not be ended: " + e);
        }
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public void close() {
        descriptorUse.lock();
        try {
            channel.close();
        } catch (IOException e) {
            services.debug("a connection could not be closed: " + e);
        } finally {
            descriptorUse.unlock();
        }
    }
}
