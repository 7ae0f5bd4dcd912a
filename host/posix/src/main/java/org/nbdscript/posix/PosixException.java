package org.nbdscript.posix;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;

/**
 * A call of the C library that failed.
 *
 * <p>The message has the call's name, the error's name and text: {@code fallocate: ENOSPC (No space left on device)}. A
 * call that this system's C library does not have fails as {@link Errno#ENOSYS}, so that a caller's fallback for an old
 * kernel serves for it too.
 */
public final class PosixException extends IOException {
    private final String call;
    private final int errno;

    PosixException(String call, int errno) {
        this(call, errno, null, null);
    }

    PosixException(String call, int errno, @Nullable String detail, @Nullable Throwable cause) {
        super(call + ": " + describe(errno) + (detail == null ? "" : ": " + detail), cause);
        this.call = call;
        this.errno = errno;
    }

    /** The name of the call, such as {@code fallocate}. */
    public String call() {
        return call;
    }

    /** The error; EIO for a number that Linux does not define, which the message has. */
    public Errno errno() {
        return Objects.requireNonNullElse(Errno.byNumber(errno), Errno.EIO);
    }

    /** Whether the error is this one. */
    public boolean is(Errno candidate) {
        return errno == candidate.number();
    }

    /** The same error with the thing it happened to, such as a path, in the message. */
    PosixException about(String detail) {
        PosixException detailed = new PosixException(call, errno, detail, getCause());
        detailed.setStackTrace(getStackTrace());
        return detailed;
    }

    private static String describe(int errno) {
        Errno known = Errno.byNumber(errno);
        return known == null ? "errno " + errno : known + " (" + known.text() + ")";
    }
}
