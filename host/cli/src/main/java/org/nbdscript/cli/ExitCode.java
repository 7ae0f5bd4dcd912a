package org.nbdscript.cli;

/**
 * The exit codes. With {@code --run} it is the command's own, or {@link #SIGNAL_BASE} and the number of the signal that
 * ended the command.
 */
enum ExitCode {
    /** The server ended cleanly, or the information that was asked for was printed. */
    SUCCESS(0),
    /** The command line is wrong, or the server could not start, or failed. */
    FAILURE(1);

    /** What a shell adds to the number of the signal that ended a command, and what a second signal to us gives. */
    static final int SIGNAL_BASE = 128;

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number. */
    int code() {
        return code;
    }
}
