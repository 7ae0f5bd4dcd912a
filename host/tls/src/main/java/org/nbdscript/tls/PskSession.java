package org.nbdscript.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsProtocol;
import org.nbdscript.api.TlsIdentity;

/**
 * TLS by Bouncy Castle, since the JDK has no external pre-shared keys. The library's protocol is fed with records and
 * asked for records; it waits for nothing itself.
 */
final class PskSession implements TlsSession {
    private static final int HEADER_SIZE = 5;
    private static final int LONGEST_PLAIN = 1 << 14;
    private static final int LONGEST_OVERHEAD = 2048;

    private final PskEnd end;
    private final TlsProtocol protocol;
    private final RecordInput input;
    private final RecordOutput output;
    private final ByteBuffer plain = ByteBuffer.allocate(LONGEST_PLAIN);

    /** Held for each call of the protocol, and never while waiting. */
    private final ReentrantLock protocolUse = new ReentrantLock();

    /** Held from before records are taken of the protocol until they are written, so that they keep their order. */
    private final ReentrantLock writing = new ReentrantLock();

    PskSession(PskEnd end, Wire wire) {
        int recordSize = HEADER_SIZE + LONGEST_PLAIN + LONGEST_OVERHEAD;
        this.end = end;
        this.protocol = end.protocol();
        this.input = new RecordInput(wire, recordSize);
        this.output = new RecordOutput(wire, recordSize);
    }

    @Override
    public void handshake() throws IOException {
        end.begin();
        while (protocol.isHandshaking()) {
            flush();
            if (!input.next()) {
                throw new EOFException("the input ended in the TLS handshake");
            }
            decrypt();
        }
        flush();
        if (!protocol.isConnected() || end.user() == null) {
            throw new SSLException("the peer has given up the handshake");
        }
    }

    /** Hands over the record that is there; application data is found in the protocol then. */
    private void decrypt() throws IOException {
        try {
            offer(input.record());
        } catch (TlsException e) {
            throw failure(e);
        }
    }

    private void offer(ByteBuffer record) throws IOException {
        protocolUse.lock();
        try {
            protocol.offerInput(record.array(), record.arrayOffset() + record.position(), record.remaining());
        } finally {
            record.position(record.limit());
            protocolUse.unlock();
        }
    }

    private SSLException failure(TlsException failure) {
        try {
            flush();
        } catch (IOException e) {
            failure.addSuppressed(e); // the peer does not learn the reason
        }
        return new SSLException(end.explain(failure), failure);
    }

    @Override
    public TlsIdentity peer() {
        String user = end.user();
        return user == null ? TlsIdentity.ANONYMOUS : TlsIdentity.ofUser(user);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return receive(into, true);
    }

    @Override
    public int poll(ByteBuffer into) throws IOException {
        return receive(into, false);
    }

    private int receive(ByteBuffer into, boolean waits) throws IOException {
        int begin = into.position();
        int found = -1;
        take(into);
        while (into.position() == begin && !protocol.isClosed()) {
            found = input.next(waits);
            if (found <= 0) {
                break;
            }
            do {
                decrypt();
                take(into);
            } while (into.hasRemaining() && input.hasNext() && !protocol.isClosed());
            sayWhatIsOwed();
        }
        int count = into.position() - begin;
        if (count > 0) {
            return count;
        }
        return found == 0 ? 0 : -1;
    }

    private void take(ByteBuffer into) {
        protocolUse.lock();
        try {
            int count = Math.min(protocol.getAvailableInputBytes(), into.remaining());
            if (count > 0) {
                protocol.readInput(into, count);
            }
        } finally {
            protocolUse.unlock();
        }
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        writing.lock();
        try {
            for (int i = 0; i < count; i++) {
                while (from[i].hasRemaining()) {
                    gather(from[i]);
                    if (!plain.hasRemaining()) {
                        encrypt();
                    }
                }
            }
            encrypt();
            output.flush();
        } finally {
            writing.unlock();
        }
        sayWhatIsOwed();
    }

    /**
     * Writes what the protocol has to say by itself, unless somebody writes: who does so comes here at the end. A
     * reader that waited for a writer would wait forever for a peer that reads only when it has written.
     */
    private void sayWhatIsOwed() throws IOException {
        while (hasOutput() && writing.tryLock()) {
            try {
                takeRecords();
                output.flush();
            } finally {
                writing.unlock();
            }
        }
    }

    private boolean hasOutput() {
        protocolUse.lock();
        try {
            return protocol.getAvailableOutputBytes() > 0;
        } finally {
            protocolUse.unlock();
        }
    }

    private void gather(ByteBuffer from) {
        int count = Math.min(plain.remaining(), from.remaining());
        plain.put(plain.position(), from, from.position(), count);
        plain.position(plain.position() + count);
        from.position(from.position() + count);
    }

    private void encrypt() throws IOException {
        protocolUse.lock();
        try {
            if (plain.position() > 0) {
                protocol.writeApplicationData(plain.array(), 0, plain.position());
            }
        } finally {
            plain.clear();
            protocolUse.unlock();
        }
        takeRecords();
    }

    private void takeRecords() throws IOException {
        while (true) {
            ByteBuffer record = output.record();
            protocolUse.lock();
            try {
                int count = Math.min(protocol.getAvailableOutputBytes(), record.remaining());
                if (count == 0) {
                    return;
                }
                protocol.readOutput(record.array(), record.arrayOffset(), count);
                record.position(count);
            } finally {
                protocolUse.unlock();
            }
            output.recorded();
        }
    }

    private void flush() throws IOException {
        writing.lock();
        try {
            takeRecords();
            output.flush();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void closeOutput() throws IOException {
        protocolUse.lock();
        try {
            protocol.close();
        } finally {
            protocolUse.unlock();
        }
        flush();
    }
}
