package org.nbdscript.api;

import java.nio.file.Path;

/** What the host does for a plugin at any time, apart from any connection. */
public interface HostServices {
    /** Logs a message that is shown with {@code -v}. */
    void debug(String message);

    /** Whether {@link #debug} shows anything. */
    boolean isVerbose();

    /**
     * The number that {@code -D} has set for a debug flag; 0 if nothing has.
     *
     * @param flag the name of a layer, a dot, and the flag, in which dots and underscores are the same
     * @throws IllegalArgumentException if it has not that form
     */
    default int debugFlag(String flag) {
        return 0;
    }

    /** The name that {@code --name} gave this server; empty if it has none. */
    default String serverName() {
        return "";
    }

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

    /**
     * Loads a function of a script that shall be able to compute and nothing else.
     *
     * @param file the script's
     * @param name the function's
     * @throws IllegalArgumentException if there is no such file or function, or its language cannot be confined
     * @throws ScriptException if the script has a syntax error or fails, with the place
     */
    default ConfinedFunction confinedFunction(Path file, String name, ConfinedFunction.Limits limits) {
        throw new IllegalArgumentException("scripts cannot be run here");
    }

    /**
     * Loads a function, in JavaScript, that is written out and shall be able to compute and nothing else.
     *
     * @param name of what has the text, for messages
     * @param text such as {@code now => now.hour}
     * @throws IllegalArgumentException if it is no function, or there is no such language here
     * @throws ScriptException if it has a syntax error, with the place
     */
    default ConfinedFunction confinedFunction(String name, String text, ConfinedFunction.Limits limits) {
        throw new IllegalArgumentException("scripts cannot be run here");
    }

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
