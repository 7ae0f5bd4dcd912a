package org.nbdscript.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.nbdscript.api.TlsIdentity;

/**
 * TLS by a JDK's engine. Records are decrypted straight into the reader's buffer where they fit; many leave in one
 * write.
 *
 * <p>The engine works in place, and on arrays two to three times faster than on direct buffers, which the wire prefers:
 * hence each record passes through an array of its own, which stays in the processor's cache.
 */
final class EngineSession implements TlsSession {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final RecordInput input;
    private final RecordOutput output;

    /** Decrypted bytes for which the reader had no room, from position to limit. */
    private ByteBuffer spilled = NOTHING;

    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer[] nothing = {NOTHING};
    private volatile boolean isEstablished;

    /** A session of an engine that has done nothing yet. */
    EngineSession(SSLEngine engine, Wire wire) {
        int recordSize = engine.getSession().getPacketBufferSize();
        this.engine = engine;
        this.input = new RecordInput(wire, recordSize);
        this.output = new RecordOutput(wire, recordSize);
    }

    @Override
    public void handshake() throws IOException {
        engine.beginHandshake();
        try {
            while (!isEstablished) {
                handshakeStep();
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
    }

    private void handshakeStep() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(nothing, 0, 1);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                output.flush();
                unwrapHandshake();
            }
            case FINISHED, NOT_HANDSHAKING -> {
                output.flush();
                isEstablished = true;
            }
        }
    }

    private void unwrapHandshake() throws IOException {
        if (!input.next()) {
            throw new EOFException("the input ended in the TLS handshake");
        }
        SSLEngineResult result = engine.unwrap(input.record(), NOTHING);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLHandshakeException("the peer has given up the handshake");
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            throw new SSLHandshakeException("what has come is no record of TLS");
        }
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** After a failure the engine has nothing left to say but why. */
    private void sendAlert() {
        writing.lock();
        try {
            if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                wrap(nothing, 0, 1);
            }
            output.flush();
        } catch (IOException e) {
            // The peer does not learn the reason; the failure itself is told by whoever called.
        } finally {
            writing.unlock();
        }
    }

    @Override
    public TlsIdentity peer() {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            X509Certificate certificate = (X509Certificate) chain[0];
            return TlsIdentity.ofCertificate(
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getIssuerX500Principal().getName());
        } catch (SSLPeerUnverifiedException e) {
            return TlsIdentity.ANONYMOUS;
        }
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
        if (spilled.hasRemaining()) {
            return takeSpilled(into);
        }
        int begin = into.position();
        int found = -1;
        try {
            while (into.position() == begin && !engine.isInboundDone()) {
                found = input.next(waits);
                if (found <= 0) {
                    break;
                }
                do {
                    unwrap(into);
                } while (!spilled.hasRemaining() && input.hasNext() && !engine.isInboundDone());
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
        int count = into.position() - begin;
        if (count > 0) {
            return count;
        }
        return found == 0 ? 0 : -1;
    }

    /** Decrypts the record that is there; what does not fit into the target is spilled. */
    private void unwrap(ByteBuffer into) throws IOException {
        SSLEngineResult result = engine.unwrap(input.record(), into);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            if (spilled.capacity() == 0) {
                spilled = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            }
            result = engine.unwrap(input.record(), spilled.clear());
            spilled.flip();
            if (spilled.hasRemaining()) {
                takeSpilled(into);
            }
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            throw new SSLException("a record is longer than any may be");
        }
        if (result.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
            answer(result.getHandshakeStatus());
        }
    }

    private int takeSpilled(ByteBuffer into) {
        int count = Math.min(into.remaining(), spilled.remaining());
        into.put(into.position(), spilled, spilled.position(), count);
        into.position(into.position() + count);
        spilled.position(spilled.position() + count);
        return count;
    }

    /** Messages of the handshake's kind in an established session: new keys are granted, a new handshake is not. */
    private void answer(SSLEngineResult.HandshakeStatus status) throws IOException {
        boolean isWanted = status == SSLEngineResult.HandshakeStatus.NEED_WRAP
                || status == SSLEngineResult.HandshakeStatus.NEED_TASK;
        if (!isWanted || engine.isInboundDone()) {
            return;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            engine.closeOutbound();
            throw new SSLException("the peer asks for another handshake, which is refused");
        }
        runTasks();
        sayWhatIsOwed();
    }

    /**
     * Writes what the engine has to say by itself, unless somebody writes: who does so comes here at the end. A reader
     * that waited for a writer would wait forever for a peer that reads only when it has written.
     */
    private void sayWhatIsOwed() throws IOException {
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP && writing.tryLock()) {
            try {
                writeHandshake();
                output.flush();
            } finally {
                writing.unlock();
            }
        }
    }

    private void writeHandshake() throws IOException {
        while (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            wrap(nothing, 0, 1);
        }
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        writing.lock();
        try {
            int first = 0;
            while (first < count) {
                if (from[first].hasRemaining()) {
                    wrap(from, first, count - first);
                } else {
                    first++;
                }
            }
            writeHandshake();
            output.flush();
        } finally {
            writing.unlock();
        }
        sayWhatIsOwed();
    }

    private void wrap(ByteBuffer[] from, int first, int count) throws IOException {
        SSLEngineResult result = engine.wrap(from, first, count, output.record());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && result.bytesProduced() == 0) {
            throw new EOFException("the session has ended");
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("a record is longer than the engine said");
        }
        output.recorded();
    }

    @Override
    public void closeOutput() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            writeHandshake();
            output.flush();
        } finally {
            writing.unlock();
        }
    }
}
