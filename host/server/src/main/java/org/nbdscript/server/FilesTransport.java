package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import org.nbdscript.api.HostServices;

/** Two files instead of a socket, such as pipes: one to read from and one to write to. */
final class FilesTransport implements Transport {
    private final ReadableByteChannel input;
    private final GatheringByteChannel output;
    private final HostServices services;
    private volatile boolean hasInputEnded;

    FilesTransport(ReadableByteChannel input, GatheringByteChannel output, HostServices services) {
        this.input = input;
        this.output = output;
        this.services = services;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            return hasInputEnded ? -1 : input.read(into);
        } catch (ClosedChannelException e) {
            if (hasInputEnded) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        int first = 0;
        while (first < count) {
            if (from[first].hasRemaining()) {
                output.write(from, first, count - first);
            } else {
                first++;
            }
        }
    }

    /** What has arrived but was not read is lost: files have no way to end the input alone. */
    @Override
    public void endInput() {
        hasInputEnded = true;
        close(input);
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public void close() {
        close(input);
        close(output);
    }

    private void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            services.debug("a connection could not be closed: " + e);
        }
    }
}
