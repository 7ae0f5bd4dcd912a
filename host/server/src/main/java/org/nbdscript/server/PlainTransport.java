package org.nbdscript.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.posix.SocketDescriptor;

/**
 * A socket whose bytes are not encrypted. Before a read sleeps it looks for input for a moment, where that
 * {@linkplain PollingHabit pays}.
 */
final class PlainTransport implements Transport {
    private static final long LONGEST_POLL_NANOS = 50_000;
    private static final int FOR_EVER = -1;

    private final SocketChannel channel;
    private final HostServices services;
    private final PollingHabit habit = new PollingHabit();

    /** Null if the JVM does not tell the channel's descriptor; then nothing is polled. */
    private final @Nullable DirectSocket socket;

    /** What {@link #read(ByteBuffer)} and {@link #write(ByteBuffer[], int)} are given. */
    private final Segments reading = new Segments();

    private final Segments writing = new Segments();
    private final boolean isUnix;
    private volatile boolean canRest;
    private volatile boolean isReading;
    private volatile @Nullable Rest resting;
    private volatile boolean hasInputEnded;

    /**
     * Of a connected socket.
     *
     * @param local its own address, which tells its family
     */
    PlainTransport(SocketChannel channel, SocketAddress local, HostServices services) {
        this.channel = channel;
        this.services = services;
        this.isUnix = local instanceof UnixDomainSocketAddress;
        OptionalInt descriptor = SocketDescriptor.of(channel);
        this.canRest = descriptor.isPresent();
        this.socket = descriptor.isPresent() ? new DirectSocket(channel, descriptor.getAsInt()) : null;
    }

    @Override
    public int poll(ByteBuffer into) {
        if (socket == null || !into.isDirect()) {
            return 0;
        }
        reading.clear();
        reading.add(into, into.position(), into.remaining());
        int count = poll(socket, reading);
        into.position(into.position() + Math.max(count, 0));
        return count;
    }

    private int poll(DirectSocket polled, Segments into) {
        if (hasInputEnded) {
            return 0;
        }
        boolean isWorthwhile = habit.isWorthwhile();
        int count = polled.poll(into, isWorthwhile ? LONGEST_POLL_NANOS : 0);
        if (isWorthwhile && count == DirectSocket.NOTHING) {
            habit.miss();
        } else if (isWorthwhile) {
            habit.hit();
        }
        return switch (count) {
            case DirectSocket.NOTHING -> 0;
            case 0 -> -1;
            default -> count;
        };
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return read(into, FOR_EVER);
    }

    @Override
    public int read(ByteBuffer into, int milliseconds) throws IOException {
        boolean isWithoutPoll = !habit.isWorthwhile();
        long begin = System.nanoTime();
        int count = readWaiting(into, milliseconds);
        if (isWithoutPoll) {
            habit.slept(System.nanoTime() - begin);
        }
        return count;
    }

    @Override
    public int read(Segments into) throws IOException {
        int count = socket == null ? 0 : poll(socket, into);
        if (count == 0) {
            count = read(into.firstSlice());
        }
        into.advance(Math.max(count, 0));
        return count;
    }

    private int readWaiting(ByteBuffer into, int milliseconds) throws IOException {
        isReading = true;
        try {
            if (!hasInputEnded) {
                boolean hasCome = milliseconds == FOR_EVER || socket == null || socket.awaitInput(milliseconds);
                return hasCome ? channel.read(into) : 0;
            }
        } finally {
            isReading = false;
        }
        return readArrived(into);
    }

    @Override
    public boolean canRest() {
        return canRest;
    }

    @Override
    public void rest(InputWatch watch, Runnable action) {
        Rest rest = new Rest(watch, action);
        resting = rest;
        isReading = true;
        rest.begin();
        if (hasInputEnded || !channel.isOpen()) {
            // Whoever ended it may have looked whether somebody waits before somebody did.
            rest.end();
        }
    }

    /** A time without a thread. */
    private final class Rest {
        private final InputWatch watch;
        private final Runnable action;
        private final AtomicBoolean isOver = new AtomicBoolean();
        private volatile long number;

        Rest(InputWatch watch, Runnable action) {
            this.watch = watch;
            this.action = action;
        }

        void begin() {
            number = socket == null ? 0 : socket.watch(watch, this::end);
            if (number == 0) {
                canRest = false;
                end();
            } else if (isOver.get()) {
                watch.forget(number);
            }
        }

        void end() {
            if (isOver.compareAndSet(false, true)) {
                watch.forget(number);
                resting = null;
                isReading = false;
                action.run();
            }
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
        if (socket == null) {
            writeByChannel(from, count);
            return;
        }
        writing.clear();
        for (int i = 0; i < count; i++) {
            writing.add(from[i], from[i].position(), from[i].remaining());
        }
        socket.write(writing);
        for (int i = 0; i < count; i++) {
            from[i].position(from[i].limit());
        }
    }

    @Override
    public void write(Segments from) throws IOException {
        if (socket == null) {
            writeByChannel(from.slices(), from.count());
        } else {
            socket.write(from);
        }
    }

    private void writeByChannel(ByteBuffer[] from, int count) throws IOException {
        int first = 0;
        while (first < count) {
            if (from[first].hasRemaining()) {
                channel.write(from, first, count - first);
            } else {
                first++;
            }
        }
    }

    /** Not by TCP, which takes longer to send pages than to copy bytes. */
    @Override
    public boolean sendsPages() {
        return socket != null && isUnix;
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
        try {
            if (socket == null) {
                channel.close();
            } else {
                socket.close();
            }
        } catch (IOException e) {
            services.debug("a connection could not be closed: " + e);
        }
        Rest rest = resting;
        if (rest != null) {
            rest.end();
        }
    }
}
