package org.nbdscript.groovy;

import groovy.lang.MissingPropertyException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.codehaus.groovy.runtime.InvokerInvocationException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;

/** Makes of what a script throws a failure with errno, text and the place in the script's file. */
final class ScriptFailures {
    private final String file;
    private final ScriptOutline outline;

    /**
     * For one script.
     *
     * @param file as the user named it
     */
    ScriptFailures(String file, ScriptOutline outline) {
        this.file = file;
        this.outline = outline;
    }

    /**
     * The failure of a callback.
     *
     * @param callback where the callback is defined, for a failure that tells no place
     */
    NbdException of(Throwable thrown, @Nullable ScriptPosition callback) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof NbdException failure && failure.position() != null) {
            return failure;
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        ScriptPosition place = position(cause.getStackTrace());
        Errno errno = cause instanceof NbdException failure ? failure.errno() : errno(cause);
        return new NbdException(errno, text(cause), place == null ? callback : place, cause);
    }

    /** The failure of a script that is being loaded. */
    ScriptException atLoad(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        ScriptPosition position = position(cause.getStackTrace());
        return new ScriptException(position == null ? new ScriptPosition(file, 0) : position, text(cause), cause);
    }

    static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof InvokerInvocationException
                || thrown instanceof InvocationTargetException
                || thrown instanceof UndeclaredThrowableException
                || thrown instanceof ExceptionInInitializerError
                || thrown instanceof CompletionException
                || thrown instanceof ExecutionException;
    }

    /** The innermost frame that is in the script's file; null if there is none. */
    @Nullable
    ScriptPosition position(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getLineNumber() > 0 && outline.classNames().contains(topLevel(frame.getClassName()))) {
                return new ScriptPosition(file, frame.getLineNumber());
            }
        }
        return null;
    }

    private static String topLevel(String className) {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }

    private String text(Throwable thrown) {
        String message = thrown.getMessage();
        String text = thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        return switch (thrown) {
            case NbdException failure -> failure.text();
            case StackOverflowError _ -> "StackOverflowError: the calls are nested too deeply";
            case MissingPropertyException missing
            when outline.locals().containsKey(missing.getProperty()) ->
                text + " (`" + missing.getProperty() + "` is declared with `def` or a type at the top level, where no"
                        + " method sees it: leave that out, or put @Field before it)";
            case IllegalStateException _
            when isOfRevokedBuffer(thrown) -> "a request's buffer was used after its call: copy what shall stay";
            default -> text;
        };
    }

    /** What the JDK throws for memory that was given back. */
    static boolean isOfRevokedBuffer(Throwable thrown) {
        return thrown instanceof IllegalStateException && "Already closed".equals(thrown.getMessage());
    }

    private static Errno errno(Throwable thrown) {
        return switch (thrown) {
            case NoSuchFileException _ -> Errno.ENOENT;
            case AccessDeniedException _ -> Errno.EACCES;
            case FileAlreadyExistsException _ -> Errno.EEXIST;
            case DirectoryNotEmptyException _ -> Errno.ENOTEMPTY;
            case NotDirectoryException _ -> Errno.ENOTDIR;
            case ReadOnlyFileSystemException _ -> Errno.EROFS;
            case HttpTimeoutException _ -> Errno.ETIMEDOUT;
            case SocketTimeoutException _ -> Errno.ETIMEDOUT;
            case OutOfMemoryError _ -> Errno.ENOMEM;
            case FileNotFoundException e -> named(e, Errno.ENOENT);
            case IOException e -> named(e, Errno.EIO);
            default -> Errno.EIO;
        };
    }

    /** The JDK passes on the C library's text, such as "No space left on device", where it has no type of its own. */
    private static Errno named(IOException exception, Errno fallback) {
        String message = Objects.requireNonNullElse(exception.getMessage(), "");
        for (Errno errno : Errno.values()) {
            if (message.contains(errno.text())) {
                return errno;
            }
        }
        return fallback;
    }
}
