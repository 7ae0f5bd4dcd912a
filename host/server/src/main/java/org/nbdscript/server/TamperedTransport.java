package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.nbdscript.api.ReplyTamper;

/** A transport whose output goes through a layer's hands: what is written at once is one reply. */
final class TamperedTransport implements Transport, ReplyTamper.Wire {
    private final Transport plain;
    private final ReplyTamper tamper;
    private final ReentrantLock sending = new ReentrantLock();

    TamperedTransport(Transport plain, ReplyTamper tamper) {
        this.plain = plain;
        this.tamper = tamper;
    }

    @Override
    public void write(Segments from) throws IOException {
        from.drainPipes();
        write(from.slices(), from.count());
        from.clear();
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += from[i].remaining();
        }
        ByteBuffer reply = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < count; i++) {
            reply.put(from[i]);
        }
        if (length > 0) {
            tamper.send(reply.flip(), this);
        }
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        sending.lock();
        try {
            plain.write(new ByteBuffer[] {bytes}, 1);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return plain.read(into);
    }

    @Override
    public int poll(ByteBuffer into) throws IOException {
        return plain.poll(into);
    }

    @Override
    public void endInput() {
        plain.endInput();
    }

    @Override
    public boolean isTls() {
        return plain.isTls();
    }

    @Override
    public void close() {
        plain.close();
    }
}
