package org.nbdscript.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a layer: an error number, a text for people, and where in a script it arose.
 *
 * <p>The client gets the number and the text; the log gets the position as well. A layer that throws any other
 * exception has failed with {@link Errno#EIO}.
 */
public class NbdException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Errno errno;
    private final transient @Nullable ScriptPosition position;

    /** A failure with this number and text. */
    public NbdException(Errno errno, String message) {
        this(errno, message, null, null);
    }

    /** A failure with this number and text, brought about by {@code cause}. */
    public NbdException(Errno errno, String message, @Nullable Throwable cause) {
        this(errno, message, null, cause);
    }

    /** A failure at a place in a script. */
    public NbdException(Errno errno, String message, @Nullable ScriptPosition position, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message is null"), cause);
        this.errno = Objects.requireNonNull(errno, "errno is null");
        this.position = position;
    }

    /** The error number. */
    public Errno errno() {
        return errno;
    }

    /** Where in the script it arose; null for a failure that is not a script's, or whose place is unknown. */
    public @Nullable ScriptPosition position() {
        return position;
    }

    /** The text, never null. */
    public String text() {
        return Objects.requireNonNullElse(getMessage(), errno.text());
    }
}
