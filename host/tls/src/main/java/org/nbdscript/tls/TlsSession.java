package org.nbdscript.tls;

import java.io.IOException;
import org.nbdscript.api.TlsIdentity;

/**
 * A connection's bytes through TLS. One thread may read while another one writes.
 *
 * <p>Failures of TLS itself are {@link javax.net.ssl.SSLException}s; the peer was told by an alert then.
 */
public interface TlsSession extends Wire {
    /**
     * Shakes hands, once, before anything else.
     *
     * @throws java.io.EOFException if the peer vanishes meanwhile
     */
    void handshake() throws IOException;

    /** Who the peer has proved to be in the handshake. */
    TlsIdentity peer();

    /** Tells the peer that no more bytes come. Nothing can be written after it. */
    void closeOutput() throws IOException;
}
