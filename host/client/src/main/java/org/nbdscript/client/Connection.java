package org.nbdscript.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.tls.TlsCredentials;

/** A connection that has been greeted, and encrypted if that was asked for. */
final class Connection implements AutoCloseable {
    private final ServerChannel channel;
    private final Input input;
    private final Output output;
    private final Handshake handshake;

    private Connection(ServerChannel channel) throws IOException {
        this.channel = channel;
        this.input = new Input(channel);
        this.output = new Output(channel);
        this.handshake = new Handshake(input, output);
    }

    /**
     * Connects to a server.
     *
     * @throws TlsFailedException if the connection has to be encrypted, and cannot
     */
    static Connection open(NbdUri uri, ClientOptions options) throws IOException {
        ClientTls told = options.tls() == null ? ClientTls.of(uri) : options.tls();
        ClientTls tls = uri.tls() ? told.withMode(ClientTls.Mode.REQUIRE) : told;
        TlsCredentials credentials = tls.mode() == ClientTls.Mode.OFF ? null : tls.load(uri.endpoint());
        return plain(Endpoints.connect(uri)).withTls(tls, credentials);
    }

    /** Takes over a socket that is connected. */
    static Connection over(SocketChannel socket, ClientOptions options) throws IOException {
        ClientTls tls = options.tls();
        if (tls == null || tls.mode() == ClientTls.Mode.OFF) {
            return plain(socket);
        }
        return plain(socket).withTls(tls, tls.load(null));
    }

    private Connection withTls(ClientTls tls, @Nullable TlsCredentials credentials) throws IOException {
        if (credentials == null) {
            return this;
        }
        try {
            handshake.startTls(tls.mode() == ClientTls.Mode.REQUIRE, () -> channel.startTls(credentials));
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static Connection plain(SocketChannel channel) throws IOException {
        try {
            return new Connection(new ServerChannel(channel));
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Something that is negotiated. */
    interface Negotiation<T> {
        T run(Handshake handshake) throws IOException;
    }

    /** Negotiates. With TLS 1.3 the server finds fault with a certificate only after the client has gone on. */
    <T> T negotiate(Negotiation<T> negotiation) throws IOException {
        try {
            return negotiation.run(handshake);
        } catch (OptionRefusedException | ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw channel.isTls() ? ServerChannel.explained(e) : e;
        }
    }

    /** What comes after the negotiation. */
    Transmission transmission(ServedExport export) {
        return new Transmission(input, output, export.format());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
