package org.nbdscript.tls;

/** What a server proves itself with, and takes clients by. */
public interface TlsCredentials {
    /** The server's side of a session over a wire, which is to shake hands next. */
    TlsSession session(Wire wire);
}
