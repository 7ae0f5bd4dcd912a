package org.nbdscript.api.spi;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Naming;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;

/**
 * A script whose top level has run. {@link ScriptPlugin} makes a plugin of it.
 *
 * <p>What a script returns or declares is <em>normalized</em> by its adapter, so that all that follows is the same for
 * all languages: nothing is null; truth values are Boolean; whole numbers are Long, or BigInteger if they are larger;
 * other numbers are Double; text is String; bytes are ByteBuffer; sequences are List; dictionaries and plain objects
 * are Map from String; anything else is itself.
 */
public interface Script extends AutoCloseable {
    /** The file, as the user named it. */
    Path file();

    /** How its language spells callbacks. */
    Naming naming();

    /** The script's documentation for people: docstring, JSDoc or Groovydoc, without its decoration; null if none. */
    @Nullable
    String documentation();

    /** The normalized value of a constant of the script, such as {@code parameters}; null if it is not defined. */
    @Nullable
    Object constant(String name);

    /** What it defines that may be callbacks: its functions, and the methods of its connection class. */
    List<ScriptMember> members();

    /** The strongest model that the language's engine can carry out. */
    ThreadModel strongestThreadModel();

    /** The functions of the script, for the callbacks of a plugin. */
    ScriptTarget functions();

    /** Whether connections are made by the script: it defines {@code open}, or a class whose instances they are. */
    boolean hasHandles();

    /**
     * Opens a connection: makes an instance of the connection class, or calls {@code open} and looks at what it
     * returns, or, if there is neither, uses the functions without a handle.
     *
     * @param next what lies below, if the script is a filter: the last argument of {@code open} and the constructor,
     *     and the first one of the functions; null if it is a plugin
     * @return a {@link ScriptTarget}, or a {@link java.util.concurrent.CompletionStage} of one
     */
    Object open(OpenContext context, @Nullable ScriptNext next);

    /** Ends the engine's use of the script. */
    @Override
    void close();
}
