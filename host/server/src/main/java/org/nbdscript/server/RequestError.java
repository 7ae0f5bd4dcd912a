package org.nbdscript.server;

import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdError;

/**
 * Why a request fails, in the protocol's terms.
 *
 * @param error the number that the client gets
 * @param message a text for people
 */
record RequestError(NbdError error, String message) {
    /**
     * The nearest that the protocol has to a disk's failure. If that is another number, the text begins with the name
     * of the original.
     */
    static RequestError of(NbdException failure, CommandFlags flags) {
        Errno errno = failure.errno();
        NbdError error = nearest(errno, flags);
        boolean isExact = error.name().equals(errno.name());
        return new RequestError(error, isExact ? failure.text() : errno + ": " + failure.text());
    }

    private static NbdError nearest(Errno errno, CommandFlags flags) {
        return switch (errno) {
            case EPERM, EROFS -> NbdError.EPERM;
            case EIO -> NbdError.EIO;
            case ENOMEM -> NbdError.ENOMEM;
            case ENOSPC, EDQUOT, EFBIG -> NbdError.ENOSPC;
            case ESHUTDOWN -> NbdError.ESHUTDOWN;
            case ENOTSUP -> flags.fastZero() ? NbdError.ENOTSUP : NbdError.EINVAL;
            case EOVERFLOW -> flags.df() ? NbdError.EOVERFLOW : NbdError.EINVAL;
            default -> NbdError.EINVAL;
        };
    }
}
