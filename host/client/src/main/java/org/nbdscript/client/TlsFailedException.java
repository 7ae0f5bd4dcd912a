package org.nbdscript.client;

import java.io.IOException;

/** The connection is not encrypted though it has to be, and was given up; the message says why. */
public final class TlsFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFailedException(String reason, Throwable cause) {
        super(reason, cause);
    }

    TlsFailedException(String reason) {
        super(reason);
    }
}
