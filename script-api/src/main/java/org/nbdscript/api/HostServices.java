package org.nbdscript.api;

/** What the host does for a plugin at any time, apart from any connection. */
public interface HostServices {
    /** Logs a message that is shown with {@code -v}. */
    void debug(String message);

    /** Whether {@link #debug} shows anything. */
    boolean isVerbose();

    /** Logs an error. */
    void error(String message);

    /** Logs a warning. */
    void warn(String message);

    /** Takes a line that a script printed: it never mixes with the program's own standard output. */
    void print(String line);

    /**
     * Reads a password that a parameter names: literal, {@code -} to ask on the terminal, {@code -FD} from a file
     * descriptor, {@code +FILE} from a file.
     *
     * @throws IllegalArgumentException if there is nothing to read there
     */
    String readPassword(String parameter);

    /** Ends the server, cleanly and soon; returns at once. */
    void shutdown();

    /**
     * Says that disks have another size now: each open one is asked for its size again before its next request. Clients
     * that are connected keep the size they were told, but may use the new one if they learn of it; others are told it.
     */
    default void sizeChanged() {}

    /** How often that was said: whoever keeps a size asks for it again when this number is another one. */
    default int sizeChanges() {
        return 0;
    }
}
