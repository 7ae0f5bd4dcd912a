package org.nbdscript.client;

import java.io.IOException;
import org.nbdscript.protocol.transmission.NbdError;

/** The server has answered a request with an error, or the client cannot send it; the connection goes on. */
public final class RequestFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final NbdError error;

    RequestFailedException(NbdError error, String message) {
        super(message.isEmpty() ? error.name() : error + ": " + message);
        this.error = error;
    }

    /** As the server has it; EINVAL for numbers that the protocol does not have. */
    public NbdError error() {
        return error;
    }
}
