package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.nbdscript.api.HostServices;

/** A socket whose bytes are not encrypted. */
final class PlainTransport implements Transport {
    private final SocketChannel channel;
    private final HostServices services;
    private volatile boolean isReading;
    private volatile boolean hasInputEnded;

    PlainTransport(SocketChannel channel, HostServices services) {
        this.channel = channel;
        this.services = services;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        isReading = true;
        try {
            if (!hasInputEnded) {
                return channel.read(into);
            }
        } finally {
            isReading = false;
        }
        return readArrived(into);
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
        try {
            channel.close();
        } catch (IOException e) {
            services.debug("a connection could not be closed: " + e);
        }
    }
}
