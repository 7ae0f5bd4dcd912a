package org.nbdscript.javascript;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptPosition;

/** Makes of what a script throws, or rejects a promise with, a failure with an errno, a text and a place. */
final class Failures {
    private final SourceNames names;

    Failures(SourceNames names) {
        this.names = names;
    }

    NbdException of(Throwable thrown) {
        return switch (thrown) {
            case PolyglotException e -> ofPolyglot(e);
            case NbdException e -> e;
            case StackOverflowError e -> new NbdException(Errno.EIO, "the call stack is too deep", e);
            case IllegalStateException e -> new NbdException(Errno.ESHUTDOWN, "the script has ended", e);
            default -> ofJava(thrown, null, thrown);
        };
    }

    /** What a promise was rejected with need not be an error, nor have a place. */
    NbdException ofRejection(Value reason) {
        PolyglotException exception = asException(reason);
        if (exception != null) {
            return ofPolyglot(exception);
        }
        if (reason.isHostObject() && reason.asHostObject() instanceof Throwable thrown) {
            return ofJava(thrown, null, thrown);
        }
        return ofGuest(reason, null, null);
    }

    /** The exception that a rejection's reason was thrown as, which knows its place; null if it is no error. */
    static @Nullable PolyglotException asException(Value reason) {
        if (!reason.isException()) {
            return null;
        }
        try {
            throw reason.throwException();
        } catch (PolyglotException e) {
            return e;
        }
    }

    private NbdException ofPolyglot(PolyglotException exception) {
        ScriptPosition position = position(exception);
        if (exception.isHostException()) {
            return ofJava(exception.asHostException(), position, exception);
        }
        if (exception.isCancelled()) {
            return new NbdException(Errno.ESHUTDOWN, "the script was stopped", position, exception);
        }
        if (exception.isInterrupted()) {
            return new NbdException(Errno.EINTR, "the script was interrupted", position, exception);
        }
        Value guest = exception.getGuestObject();
        if (guest != null) {
            return ofGuest(guest, position, exception);
        }
        if (exception.isResourceExhausted()) {
            return new NbdException(Errno.ENOMEM, "the script ran out of memory", position, exception);
        }
        return new NbdException(Errno.EIO, String.valueOf(exception.getMessage()), position, exception);
    }

    /** The innermost frame that is in one of the script's files: an error made by the engine has no place itself. */
    @Nullable
    ScriptPosition position(PolyglotException exception) {
        for (PolyglotException.StackFrame frame : exception.getPolyglotStackTrace()) {
            ScriptPosition position = frame.isGuestFrame() ? names.positionOrNull(frame.getSourceLocation()) : null;
            if (position != null) {
                return position;
            }
        }
        return names.positionOrNull(exception.getSourceLocation());
    }

    private static NbdException ofGuest(
            Value thrown, @Nullable ScriptPosition position, @Nullable PolyglotException cause) {
        Errno errno = errno(thrown);
        String text =
                thrown.hasMembers() ? text(thrown, errno) : thrown.isString() ? thrown.asString() : "threw " + thrown;
        return new NbdException(errno, text, position, cause);
    }

    /** As Node has it: {@code code} is a name, {@code errno} a number that may be negative. */
    private static Errno errno(Value error) {
        for (String member : new String[] {"code", "errno"}) {
            Value value = error.hasMembers() ? error.getMember(member) : null;
            Errno errno = null;
            if (value != null && value.isString()) {
                errno = Errno.byName(value.asString());
            } else if (value != null && value.fitsInInt()) {
                errno = Errno.byNumber(Math.abs(value.asInt()));
            }
            if (errno != null) {
                return errno;
            }
        }
        return Errno.EIO;
    }

    /** The error's message, after its kind if that says something. */
    private static String text(Value error, Errno errno) {
        String kind = string(error, "name");
        String message = string(error, "message");
        if (kind.isEmpty() || kind.equals("Error") || kind.equals("NbdError")) {
            return message.isEmpty() ? errno.text() : message;
        }
        if (message.contains("Out of bounds typed array") || message.contains("Detached")) {
            message += " (a buffer that a callback is given is gone when the call is over: copy it to keep it)";
        }
        return message.isEmpty() ? kind : kind + ": " + message;
    }

    private static String string(Value error, String member) {
        Value value = error.getMember(member);
        return value != null && value.isString() ? value.asString() : "";
    }

    private static NbdException ofJava(Throwable thrown, @Nullable ScriptPosition position, Throwable cause) {
        Throwable root = thrown;
        while ((root instanceof CompletionException
                        || root instanceof ExecutionException
                        || root instanceof UncheckedIOException)
                && root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof NbdException e) {
            return new NbdException(e.errno(), e.text(), e.position() == null ? position : e.position(), e);
        }
        String message = root.getMessage();
        String text = root.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        return new NbdException(errno(root), text, position, cause);
    }

    private static Errno errno(Throwable thrown) {
        return switch (thrown) {
            case NoSuchFileException e -> Errno.ENOENT;
            case AccessDeniedException e -> Errno.EACCES;
            case FileAlreadyExistsException e -> Errno.EEXIST;
            case NotDirectoryException e -> Errno.ENOTDIR;
            case ReadOnlyFileSystemException e -> Errno.EROFS;
            case OutOfMemoryError e -> Errno.ENOMEM;
            default -> Errno.EIO;
        };
    }
}
