package org.nbdscript.server;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.NbdException;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.server.access.Access;

/**
 * What the phases of one connection share.
 *
 * @param stack what is served
 * @param configuration how
 * @param services takes the log
 * @param log of what is wrong with connections
 * @param buffers of all connections
 * @param pipes of all connections; null if this one cannot send what is in them
 * @param workers of all connections
 * @param activity what goes on in this connection
 * @param client this connection, as layers see it
 */
record Session(
        DiskStack stack,
        ServerConfiguration configuration,
        HostServices services,
        ConnectionLog log,
        BufferPool buffers,
        @Nullable PipePool pipes,
        Workers workers,
        Activity activity,
        ClientContext client) {

    Limits limits() {
        return configuration.limits();
    }

    HandshakeOffer handshake() {
        return configuration.handshake();
    }

    /** How many of the connection's requests may block threads at a time. */
    int threads() {
        return configuration.threads();
    }

    /**
     * Asks whether the client may have exports, as far as it is known now: it may have started TLS meanwhile.
     *
     * @throws NbdException EACCES if it may not
     */
    void requireAccess() {
        if (configuration.admission().access().decide(client.peer(), true) == Access.Decision.DENY) {
            throw new NbdException(Errno.EACCES, "the rules of access do not let this client in");
        }
    }
}
