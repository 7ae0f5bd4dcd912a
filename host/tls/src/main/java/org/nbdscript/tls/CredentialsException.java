package org.nbdscript.tls;

import java.io.IOException;

/** Credentials cannot be used; the message says which file, what was expected and what came. */
public final class CredentialsException extends IOException {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public CredentialsException(String message) {
        super(message);
    }

    /** With a message for people, and what it follows from. */
    public CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
