package org.nbdscript.tls;

/** What one end, a server or a client, proves itself with, and takes the other end by. */
public interface TlsCredentials {
    /** That end of a session over a wire, which is to shake hands next. */
    TlsSession session(Wire wire);
}
