package org.nbdscript.server;

import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;

/** A client without TLS has asked for an export that is served over TLS only. */
final class TlsRequiredException extends NbdException {
    private static final long serialVersionUID = 1;

    TlsRequiredException(String exportName) {
        super(Errno.EACCES, "export '" + exportName + "' is served over TLS only");
    }
}
