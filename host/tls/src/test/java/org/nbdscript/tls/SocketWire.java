package org.nbdscript.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A wire that is a socket. */
record SocketWire(SocketChannel channel) implements Wire {
    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            while (from[i].hasRemaining()) {
                channel.write(from[i]);
            }
        }
    }
}
