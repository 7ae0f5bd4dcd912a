package org.nbdscript.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.TlsIdentity;
import org.nbdscript.tls.TlsCredentials;
import org.nbdscript.tls.TlsSession;

/** A connection's bytes: as they are until TLS is started, and encrypted from then on. */
final class TlsTransport implements Transport {
    private final Transport plain;
    private final TlsCredentials credentials;
    private final HostServices services;

    /** Null as long as nothing is encrypted; other threads write, too. */
    private volatile @Nullable TlsSession session;

    TlsTransport(Transport plain, TlsCredentials credentials, HostServices services) {
        this.plain = plain;
        this.credentials = credentials;
        this.services = services;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        TlsSession tls = session;
        return tls == null ? plain.read(into) : tls.read(into);
    }

    /** Not with TLS, which may have read more than it has given. */
    @Override
    public boolean canRest() {
        return session == null && plain.canRest();
    }

    @Override
    public int read(ByteBuffer into, int milliseconds) throws IOException {
        return session == null ? plain.read(into, milliseconds) : read(into);
    }

    @Override
    public void rest(InputWatch watch, Runnable action) {
        plain.rest(watch, action);
    }

    @Override
    public int poll(ByteBuffer into) throws IOException {
        TlsSession tls = session;
        return tls == null ? plain.poll(into) : tls.poll(into);
    }

    @Override
    public void write(ByteBuffer[] from, int count) throws IOException {
        TlsSession tls = session;
        if (tls == null) {
            plain.write(from, count);
        } else {
            tls.write(from, count);
        }
    }

    @Override
    public int read(Segments into) throws IOException {
        return session == null ? plain.read(into) : Transport.super.read(into);
    }

    @Override
    public void write(Segments from) throws IOException {
        if (session == null) {
            plain.write(from);
        } else {
            Transport.super.write(from);
        }
    }

    @Override
    public void endInput() {
        plain.endInput();
    }

    @Override
    public boolean offersTls() {
        return true;
    }

    @Override
    public TlsIdentity startTls() throws IOException {
        TlsSession tls = credentials.session(plain);
        tls.handshake();
        session = tls;
        return tls.peer();
    }

    @Override
    public boolean isTls() {
        return session != null;
    }

    @Override
    public void endOutput() {
        TlsSession tls = session;
        if (tls != null) {
            try {
                tls.closeOutput();
            } catch (IOException e) {
                services.debug("a client was not told that TLS ends: " + e);
            }
        }
    }

    @Override
    public void close() {
        plain.close();
    }
}
