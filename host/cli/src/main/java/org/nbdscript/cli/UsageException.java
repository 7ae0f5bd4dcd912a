package org.nbdscript.cli;

import java.util.List;

/** A command line that cannot be carried out, with all that is wrong with it, a line each. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
