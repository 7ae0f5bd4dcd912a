package org.nbdscript.engine;

import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ForwardingDisk;

/** The one disk that is open under serialize_connections: the next connection's turn comes when it is closed. */
final class ExclusiveDisk extends ForwardingDisk {
    private final ConnectionTurn turn;
    private final Capabilities capabilities;

    ExclusiveDisk(Disk next, ConnectionTurn turn) {
        super(next);
        this.turn = turn;
        // A client that opened several connections at once would wait for itself.
        this.capabilities = next.capabilities().toBuilder().canMultiConn(false).build();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
        try {
            next.close();
        } finally {
            turn.end();
        }
    }
}
