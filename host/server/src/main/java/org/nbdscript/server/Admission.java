package org.nbdscript.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.nbdscript.server.access.Access;

/**
 * How clients come and go.
 *
 * @param connections how many at a time, 1 or more
 * @param connectionsPerAddress how many at a time of one address, 1 or more: of an internet address, of a user of a
 *     unix socket, or of a machine of vsock
 * @param whenFull what becomes of more
 * @param handshakeTimeout how long a client may take until it has chosen an export, once it is let in; null for any
 *     time
 * @param exitAfterLast the server ends when it has had a client that opened an export, and has had none at all for this
 *     time; null to go on
 * @param access who may come at all
 */
public record Admission(
        int connections,
        int connectionsPerAddress,
        WhenFull whenFull,
        @Nullable Duration handshakeTimeout,
        @Nullable Duration exitAfterLast,
        Access access) {

    /** How many connections there are at most unless something else is said; no honest set of clients has more. */
    public static final int DEFAULT_CONNECTIONS = 4096;

    /** As many clients as there may be, each as long as it likes. */
    public static final Admission DEFAULT =
            new Admission(DEFAULT_CONNECTIONS, DEFAULT_CONNECTIONS, WhenFull.REFUSE, null, null, Access.EVERYBODY);

    /** What becomes of a client that is one too many. */
    public enum WhenFull {
        /** It is disconnected at once. */
        REFUSE,
        /** It is connected, but hears nothing until another one has gone. Later ones wait behind it. */
        WAIT
    }

    /** Checks the numbers. */
    public Admission {
        if (connections < 1 || connectionsPerAddress < 1) {
            throw new IllegalArgumentException("there are " + connections + " connections and " + connectionsPerAddress
                    + " an address, expected 1 or more");
        }
    }

    /** The same with other numbers of connections. */
    public Admission withConnections(int all, int perAddress, WhenFull more) {
        return new Admission(all, perAddress, more, handshakeTimeout, exitAfterLast, access);
    }

    /** The same with another time for the handshake. */
    public Admission withHandshakeTimeout(@Nullable Duration value) {
        return new Admission(connections, connectionsPerAddress, whenFull, value, exitAfterLast, access);
    }

    /** The same with another end. */
    public Admission withExitAfterLast(@Nullable Duration value) {
        return new Admission(connections, connectionsPerAddress, whenFull, handshakeTimeout, value, access);
    }

    /** The same for other clients. */
    public Admission withAccess(Access value) {
        return new Admission(connections, connectionsPerAddress, whenFull, handshakeTimeout, exitAfterLast, value);
    }
}
