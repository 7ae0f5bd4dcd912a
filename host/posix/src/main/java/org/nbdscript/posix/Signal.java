package org.nbdscript.posix;

/** Signals, in the numbering that Linux uses on all but a few old architectures. */
public enum Signal {
    /** No signal: {@link Kill} then only says whether it could send one. */
    NONE(0),
    /** The terminal went away. */
    HUP(1),
    /** The user pressed Ctrl-C. */
    INT(2),
    /** The user pressed Ctrl-\; a JVM prints its threads. */
    QUIT(3),
    /** Ends a process at once; it cannot be caught. */
    KILL(9),
    /** Free for an application's use. */
    USR1(10),
    /** Free for an application's use. */
    USR2(12),
    /** Asks a process to end. */
    TERM(15);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** The number that the kernel uses. */
    public int number() {
        return number;
    }
}
