package org.nbdscript.cli;

import org.jspecify.annotations.Nullable;

/** The server cannot start; the message says why, for people. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartException(String message) {
        this(message, null);
    }

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
