package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.nbdscript.api.HostServices;

/** A socket whose bytes are not encrypted. */
final class PlainTransport implements Transport {
    private final SocketChannel channel;
    private final HostServices services;

    PlainTransport(SocketChannel channel, HostServices services) {
        this.channel = channel;
        this.services = services;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
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
        try {
            channel.shutdownInput();
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
