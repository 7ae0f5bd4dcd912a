package org.nbdscript.protocol;

import java.io.IOException;

/**
 * The peer broke the protocol. The only exception that decoding gives, whatever the bytes.
 *
 * <p>It is an {@link IOException}, since most breaches end as a broken socket does: the connection is closed (the
 * specification's "hard disconnect"). Where the bytes after the bad message can still be found the connection may live,
 * and {@link #closesConnection()} is false.
 */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String message;
    private final boolean closesConnection;

    private ProtocolException(String message, boolean closesConnection) {
        super(message);
        this.message = message;
        this.closesConnection = closesConnection;
    }

    /** A breach after which the next message cannot be found or must not be awaited. */
    public static ProtocolException close(String message) {
        return new ProtocolException(message, true);
    }

    /** A message that is wrong in itself, but whose end is known: it can be refused and the next one read. */
    public static ProtocolException refuse(String message) {
        return new ProtocolException(message, false);
    }

    /** Whether the connection must be closed, rather than the message refused. */
    public boolean closesConnection() {
        return closesConnection;
    }

    /** The same breach at a place where refusing is no way out. */
    public ProtocolException closing() {
        if (closesConnection) {
            return this;
        }
        ProtocolException closing = close(message);
        closing.initCause(this);
        return closing;
    }

    /** What was expected and what came; never null. */
    @Override
    public String getMessage() {
        return message;
    }
}
