package org.nbdscript.protocol.transmission;

import org.jspecify.annotations.Nullable;

/** The errors that a reply can carry (section "Error values"); their numbers are Linux's. */
public enum NbdError {
    /** Not permitted, as writing to a read-only export. */
    EPERM(1),
    /** Input or output failed. */
    EIO(5),
    /** Out of memory; best avoided in favour of a more telling one. */
    ENOMEM(12),
    /** The request is wrong; what an unknown number is taken for. */
    EINVAL(22),
    /** No space is left, or a write goes past the end. */
    ENOSPC(28),
    /** Too large for one reply; only where the client asked for one chunk (DF) or for more than the maximum payload. */
    EOVERFLOW(75),
    /** Not supported; in particular a FAST_ZERO that would be slow. */
    ENOTSUP(95),
    /** The server is being shut down. */
    ESHUTDOWN(108);

    private static final NbdError[] BY_CODE = new NbdError[109];

    static {
        for (NbdError error : values()) {
            BY_CODE[error.code] = error;
        }
    }

    private final int code;

    NbdError(int code) {
        this.code = code;
    }

    /** The number on the wire, 32 bits. */
    public int code() {
        return code;
    }

    /** The error with this number, or null if it has none of the known ones. */
    public static @Nullable NbdError byCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /**
     * The error that a client takes a nonzero number for: {@link #EINVAL} if it is unknown.
     *
     * @param code the number as it came, not 0
     */
    public static NbdError byCodeOrInvalid(int code) {
        NbdError error = byCode(code);
        return error == null ? EINVAL : error;
    }
}
