package org.nbdscript.posix;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call of the C library that failed.
 *
 * <p>The message has the call's name, the error's name and text: {@code fallocate: ENOSPC (No space left on device)}. A
 * call that this system's C library does not have fails as {@link LinuxErrno#ENOSYS}, so that a caller's fallback for
 * an old kernel serves for it too.
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

    /** The error number as the kernel gave it. */
    public int errno() {
        return errno;
    }

    /** The name of the error, such as {@code ENOSPC}, or {@code errno 4711} for a number that Linux does not define. */
    public String errnoName() {
        return LinuxErrno.byNumber(errno).map(Enum::name).orElse("errno " + errno);
    }

    /** Whether the error is this one. */
    public boolean is(LinuxErrno candidate) {
        return errno == candidate.number();
    }

    /** The same error with the thing it happened to, such as a path, in the message. */
    PosixException about(String detail) {
        PosixException detailed = new PosixException(call, errno, detail, getCause());
        detailed.setStackTrace(getStackTrace());
        return detailed;
    }

    private static String describe(int errno) {
        return LinuxErrno.byNumber(errno)
                .map(known -> known + " (" + known.text() + ")")
                .orElse("errno " + errno);
    }
}
