package org.nbdscript.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateException;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.nbdscript.tls.TlsCredentials;
import org.nbdscript.tls.TlsSession;
import org.nbdscript.tls.Wire;

/**
 * The bytes to and from a server: as they are until TLS is started, and encrypted from then on. One thread may read
 * while another one writes.
 */
final class ServerChannel implements ByteChannel, GatheringByteChannel {
    private final SocketChannel plain;

    /** Null as long as nothing is encrypted. */
    private volatile @Nullable TlsSession session;

    ServerChannel(SocketChannel plain) {
        this.plain = plain;
    }

    /** The channel as TLS uses it. */
    private record PlainWire(SocketChannel channel) implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer[] from, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                while (from[i].hasRemaining()) {
                    channel.write(from[i]);
                }
            }
        }
    }

    /**
     * Shakes hands; whatever comes after it is encrypted.
     *
     * @throws TlsFailedException if the two do not trust each other
     * @throws IOException if the server vanishes, which some do instead of saying that they do not trust the client
     */
    void startTls(TlsCredentials credentials) throws IOException {
        TlsSession starting = credentials.session(new PlainWire(plain));
        try {
            starting.handshake();
        } catch (IOException e) {
            throw explained(e);
        }
        session = starting;
    }

    /** Says of a failure before the server's first answer over TLS that TLS may be the reason. */
    static IOException explained(IOException failure) {
        if (!(failure instanceof SSLException)) {
            return new IOException(
                    "TLS: the server may not take this client's key or certificate: " + failure.getMessage(), failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return new TlsFailedException("TLS: " + cause.getMessage(), failure);
            }
        }
        return new TlsFailedException("TLS: " + failure.getMessage(), failure);
    }

    /** Whether bytes are encrypted. */
    boolean isTls() {
        return session != null;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        TlsSession tls = session;
        return tls == null ? plain.read(into) : tls.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        TlsSession tls = session;
        return tls == null ? plain.write(from) : (int) write(tls, from);
    }

    @Override
    public long write(ByteBuffer[] from, int first, int count) throws IOException {
        TlsSession tls = session;
        return tls == null
                ? plain.write(from, first, count)
                : write(tls, Arrays.copyOfRange(from, first, first + count));
    }

    @Override
    public long write(ByteBuffer[] from) throws IOException {
        TlsSession tls = session;
        return tls == null ? plain.write(from) : write(tls, from);
    }

    private static long write(TlsSession tls, ByteBuffer... from) throws IOException {
        long count = 0;
        for (ByteBuffer part : from) {
            count += part.remaining();
        }
        tls.write(from, from.length);
        return count;
    }

    @Override
    public boolean isOpen() {
        return plain.isOpen();
    }

    /** Tells the server that TLS ends, if it can still be told, and closes. */
    @Override
    public void close() throws IOException {
        TlsSession tls = session;
        try (plain) {
            if (tls != null && plain.isOpen()) {
                tls.closeOutput();
            }
        } catch (IOException e) {
            // The server has gone before.
        }
    }
}
