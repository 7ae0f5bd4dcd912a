package org.nbdscript.engine;

/** A command line that names no plugin: the message says what was expected, and what there is. */
public final class UnknownPluginException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownPluginException(String message) {
        super(message);
    }
}
