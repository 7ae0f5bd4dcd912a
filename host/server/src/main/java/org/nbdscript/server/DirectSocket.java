package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.posix.IoVector;
import org.nbdscript.posix.PagePipe;
import org.nbdscript.posix.PollInput;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Recvmsg;
import org.nbdscript.posix.Sendmsg;

/**
 * A connected socket by its descriptor, past its channel: takes what is there without waiting, and sends parts of
 * buffers without making views of them. One thread may read while another one writes.
 */
final class DirectSocket {
    /** What {@link #poll} returns if nothing has arrived. */
    static final int NOTHING = -2;

    private static final int NO_DESCRIPTOR = -1;

    private final SocketChannel channel;
    private final int descriptor;
    private final Recvmsg recvmsg;
    private final Sendmsg sendmsg;
    private final PollInput pollInput;
    private final IoVector arriving = new IoVector();
    private final IoVector leaving = new IoVector();

    // Held while the descriptor is in use, lest it be closed, and given to another connection, meanwhile.
    private final ReentrantLock readingUse = new ReentrantLock();
    private final ReentrantLock writingUse = new ReentrantLock();

    DirectSocket(SocketChannel channel, int descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
        this.recvmsg = new Recvmsg(descriptor);
        this.sendmsg = new Sendmsg(descriptor);
        this.pollInput = new PollInput(descriptor);
    }

    /**
     * Makes the calls once, on no socket. The JVM makes their code at the first use, which takes longer than all else
     * that a first client waits for.
     */
    static void prepare() {
        IoVector nothing = new IoVector();
        nothing.add(ByteBuffer.allocateDirect(0), 0, 0);
        new Recvmsg(NO_DESCRIPTOR).receive(nothing);
        new PollInput(NO_DESCRIPTOR).await(0);
        try {
            new Sendmsg(NO_DESCRIPTOR).send(nothing, false);
        } catch (PosixException e) {
            // It fails on no socket.
        }
    }

    /**
     * Looks for input again and again.
     *
     * @return how many bytes came into the first segments, which are not advanced; 0 at the end of the input;
     *     {@link #NOTHING} if none came in the given time
     */
    @SuppressWarnings("ThreadPriorityCheck") // right without it, too; but the client may need this very processor
    int poll(Segments into, long nanos) {
        into.copyTo(arriving);
        readingUse.lock();
        try {
            long begin = System.nanoTime();
            while (channel.isOpen()) {
                long count = recvmsg.receive(arriving);
                if (count != Recvmsg.NOTHING) {
                    return (int) count;
                }
                if (System.nanoTime() - begin >= nanos) {
                    return NOTHING;
                }
                Thread.yield();
            }
            return NOTHING;
        } finally {
            readingUse.unlock();
            arriving.clear();
        }
    }

    /** Waits for input or its end; false if there was none in that time. */
    boolean awaitInput(int milliseconds) {
        readingUse.lock();
        try {
            return !channel.isOpen() || pollInput.await(milliseconds);
        } finally {
            readingUse.unlock();
        }
    }

    /** As {@link InputWatch#watch}; 0 also if the socket is closed. */
    long watch(InputWatch watch, Runnable action) {
        readingUse.lock();
        try {
            return channel.isOpen() ? watch.watch(descriptor, action) : 0;
        } finally {
            readingUse.unlock();
        }
    }

    /** Writes all segments, and advances them. */
    void write(Segments from) throws IOException {
        // A virtual thread must not wait in the kernel, where it would hold its carrier.
        boolean waits = !Thread.currentThread().isVirtual();
        if (!waits) {
            from.drainPipes();
        }
        while (from.count() > 0) {
            PagePipe pipe = from.firstPipe();
            long count = pipe == null ? send(from, waits) : send(pipe);
            from.advance(count);
            if (count == 0) {
                from.advance(channel.write(from.slices()));
            }
        }
    }

    private long send(Segments from, boolean waits) throws IOException {
        from.copyTo(leaving);
        writingUse.lock();
        try {
            return channel.isOpen() ? sendmsg.send(leaving, waits) : 0;
        } finally {
            writingUse.unlock();
            leaving.clear();
        }
    }

    private long send(PagePipe pipe) throws IOException {
        writingUse.lock();
        try {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            return pipe.giveTo(descriptor);
        } finally {
            writingUse.unlock();
        }
    }

    /** Closes the channel, and ends reading and writing at once. */
    void close() throws IOException {
        try {
            // Ends the calls that wait in the kernel. The output first: the end of the input makes requests fail, whose
            // replies must not leave any more.
            channel.shutdownOutput();
            channel.shutdownInput();
        } finally {
            readingUse.lock();
            writingUse.lock();
            try {
                channel.close();
            } finally {
                writingUse.unlock();
                readingUse.unlock();
            }
        }
    }
}
