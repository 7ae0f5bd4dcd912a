package org.nbdscript.server.access;

import org.nbdscript.api.Peer;

/** Says who may be a client. Asked by the threads of all connections. */
@FunctionalInterface
public interface Access {
    /** Everybody may. */
    Access EVERYBODY = (peer, isFinal) -> Decision.ALLOW;

    /** Whether somebody may be a client. */
    enum Decision {
        /** Yes. */
        ALLOW,
        /** No. */
        DENY,
        /** That depends on who the client proves to be by TLS. */
        LATER
    }

    /**
     * Decides on a client.
     *
     * @param isFinal whether no more will be known of it: then the answer is not LATER
     */
    Decision decide(Peer peer, boolean isFinal);
}
