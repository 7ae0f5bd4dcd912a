package org.nbdscript.server;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server serves.
 *
 * @param addresses where it listens
 * @param given connections that exist already
 * @param readOnly refuses all changes
 * @param threads how many requests of a connection may block threads at a time
 * @param shutdownGrace how long requests in flight may take to end when the server ends
 * @param limits what clients can make it spend
 * @param admission how clients come and go
 * @param handshake how much of the handshake it offers
 * @param keepAlive whether it finds out that silent TCP clients are gone; null for not
 * @param tls how it offers TLS; null if it does not
 */
public record ServerConfiguration(
        List<ListenAddress> addresses,
        List<GivenConnection> given,
        boolean readOnly,
        int threads,
        Duration shutdownGrace,
        Limits limits,
        Admission admission,
        HandshakeOffer handshake,
        @Nullable KeepAlive keepAlive,
        @Nullable TlsSetup tls) {

    /** How many requests of a connection may block threads at a time, unless set. */
    public static final int DEFAULT_THREADS = 16;

    /** How long requests in flight may take to end when the server ends, unless set. */
    public static final Duration DEFAULT_SHUTDOWN_GRACE = Duration.ofSeconds(5);

    /** Checks that there is a thread. */
    public ServerConfiguration {
        addresses = List.copyOf(addresses);
        given = List.copyOf(given);
        if (threads < 1) {
            throw new IllegalArgumentException("threads are " + threads + ", expected 1 or more");
        }
    }

    /** Listens on these addresses; all else is as usual. */
    public static ServerConfiguration of(ListenAddress... addresses) {
        return new ServerConfiguration(
                List.of(addresses),
                List.of(),
                false,
                DEFAULT_THREADS,
                DEFAULT_SHUTDOWN_GRACE,
                Limits.defaults(),
                Admission.DEFAULT,
                HandshakeOffer.ALL,
                null,
                null);
    }

    /** The same, read-only or not. */
    public ServerConfiguration withReadOnly(boolean value) {
        return new ServerConfiguration(
                addresses, given, value, threads, shutdownGrace, limits, admission, handshake, keepAlive, tls);
    }

    /** The same with another number of threads a connection. */
    public ServerConfiguration withThreads(int value) {
        return new ServerConfiguration(
                addresses, given, readOnly, value, shutdownGrace, limits, admission, handshake, keepAlive, tls);
    }

    /** The same with another time for requests in flight. */
    public ServerConfiguration withShutdownGrace(Duration value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, value, limits, admission, handshake, keepAlive, tls);
    }

    /** The same with other limits. */
    public ServerConfiguration withLimits(Limits value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, shutdownGrace, value, admission, handshake, keepAlive, tls);
    }

    /** The same with another handshake. */
    public ServerConfiguration withHandshake(HandshakeOffer value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, shutdownGrace, limits, admission, value, keepAlive, tls);
    }

    /** The same with or without a check of silent clients. */
    public ServerConfiguration withKeepAlive(@Nullable KeepAlive value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, shutdownGrace, limits, admission, handshake, value, tls);
    }

    /** The same with connections that exist already. */
    public ServerConfiguration withGiven(List<GivenConnection> value) {
        return new ServerConfiguration(
                addresses, value, readOnly, threads, shutdownGrace, limits, admission, handshake, keepAlive, tls);
    }

    /** The same with another admission of clients. */
    public ServerConfiguration withAdmission(Admission value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, shutdownGrace, limits, value, handshake, keepAlive, tls);
    }

    /** The same with TLS, or without it. */
    public ServerConfiguration withTls(@Nullable TlsSetup value) {
        return new ServerConfiguration(
                addresses, given, readOnly, threads, shutdownGrace, limits, admission, handshake, keepAlive, value);
    }
}
