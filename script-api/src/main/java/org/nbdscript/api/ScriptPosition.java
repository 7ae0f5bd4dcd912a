package org.nbdscript.api;

/**
 * A place in a script.
 *
 * @param file the script's file, as the user named it
 * @param line the line, from 1; 0 if only the file is known
 */
public record ScriptPosition(String file, int line) {
    /** {@code file:line}, as editors and terminals make links of. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
