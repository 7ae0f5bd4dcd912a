package org.nbdscript.server;

import org.nbdscript.api.HostServices;
import org.nbdscript.engine.DiskStack;

/**
 * What the phases of one connection share.
 *
 * @param stack what is served
 * @param configuration how
 * @param services takes the log
 * @param buffers of all connections
 * @param workers of all connections
 * @param activity what goes on in this connection
 * @param client this connection, as layers see it
 */
record Session(
        DiskStack stack,
        ServerConfiguration configuration,
        HostServices services,
        BufferPool buffers,
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
}
