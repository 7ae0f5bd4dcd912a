package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.ScriptPosition;

/**
 * A language of scripts. Found by {@link java.util.ServiceLoader}; making one must cost nothing, since all are made to
 * find the one that a file needs.
 */
public interface ScriptLanguage {
    /** The name in lower case, such as {@code javascript}: also what stands before a file on the command line. */
    String name();

    /** Other names for it on the command line. */
    List<String> aliases();

    /** The endings of its files, with the dot. */
    List<String> extensions();

    /** Whether it runs this source, whose ending is one of its own or whose first line names it. */
    default boolean accepts(String source) {
        return true;
    }

    /** The engine and its version for people, such as {@code GraalJS 25.0.3, interpreted}. May start the engine. */
    String engine();

    /** Whether the engine has a compiler of its own, which {@code --jit} turns on. */
    default boolean hasCompiler() {
        return false;
    }

    /** Whether that compiler is at work in this JVM. May start the engine. */
    default boolean isCompiled() {
        return false;
    }

    /**
     * Whether the language's own ways to open files take relative paths from where the server was started, even if the
     * process has changed its directory since. Then {@code --daemon} does so.
     */
    default boolean keepsRelativePaths() {
        return false;
    }

    /**
     * Loads a script: runs its top level.
     *
     * @param file the script's file, as the user named it
     * @throws org.nbdscript.api.ScriptException if it has a syntax error or fails, with the place
     */
    Script load(Path file, HostServices services);

    /**
     * Loads a function of a script that can compute and nothing else.
     *
     * @throws IllegalArgumentException if the language cannot be confined, or the script has no such function
     * @throws org.nbdscript.api.ScriptException if it has a syntax error or fails, with the place
     */
    default ConfinedFunction confine(Path file, String function, ConfinedFunction.Limits limits) {
        throw new IllegalArgumentException(file + " is in " + name()
                + ", which cannot be confined: a script in it can do all that Java can; expected one in javascript");
    }

    /**
     * Loads a function that is written out and can compute and nothing else.
     *
     * @param name of what has the text, for messages
     * @return null if the language cannot be confined
     * @throws IllegalArgumentException if it is no function
     * @throws org.nbdscript.api.ScriptException if it has a syntax error, with the place
     */
    default @Nullable ConfinedFunction confine(String name, String text, ConfinedFunction.Limits limits) {
        return null;
    }

    /**
     * Interrupts a load that takes too long, if the language can, and says where the script is.
     *
     * @param file the file that was given to {@link #load}
     * @param thread the thread that is in {@link #load}; another one calls this
     * @return the place; null if only the thread's own stack shows it, where the host finds it by the file's name
     */
    default @Nullable ScriptPosition interruptLoad(Path file, Thread thread) {
        return null;
    }
}
