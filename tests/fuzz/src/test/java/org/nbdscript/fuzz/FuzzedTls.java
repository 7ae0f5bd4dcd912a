package org.nbdscript.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.server.TlsSetup;
import org.nbdscript.tls.CertificateDirectory;
import org.nbdscript.tls.TlsCredentials;
import org.nbdscript.tls.TlsSession;
import org.nbdscript.tls.Wire;
import org.nbdscript.tls.X509ClientCredentials;
import org.nbdscript.tls.X509Credentials;
import org.nbdscript.tls.pki.CertificateAuthority;
import org.nbdscript.tls.pki.CredentialFiles;

/** Both ends of TLS, of which the client's sends bytes where they do not belong. */
final class FuzzedTls {
    private static final ByteBuffer ASKED = asked();
    private static final int BEFORE_TLS = Greeting.Newstyle.SIZE
            + OptionReplyCodec.encode(new OptionRequest.StartTls().option(), new OptionReply.Ack())
                    .remaining();

    private final TlsCredentials server;
    private final TlsCredentials client;

    /** Where the bytes are sent. */
    enum Place {
        /** With the option STARTTLS. */
        SLIPPED_IN,
        /** When the server has agreed, in place of TLS. */
        IN_PLACE,
        /** When the client has said hello, in place of what ends the handshake. */
        IN_BETWEEN,
        /** When the handshake is over, not encrypted. */
        BEHIND,
        /** When the handshake is over, encrypted, as options and what comes after these. */
        INSIDE
    }

    FuzzedTls() {
        try {
            Path directory = Files.createTempDirectory("nbdscript-fuzz");
            Instant now = Instant.now();
            CertificateAuthority authority =
                    new CertificateAuthority("fuzz", now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
            new CredentialFiles(directory).writeCertificates(authority, List.of("localhost"), "alice");
            CertificateDirectory files = new CertificateDirectory(directory);
            server = X509Credentials.load(files, false);
            client = X509ClientCredentials.load(files, "localhost");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer asked() {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        ClientFlags.ALL.encode(bytes);
        return bytes.put(OptionRequestCodec.encode(new OptionRequest.StartTls()))
                .flip();
    }

    /** The server's end; clients need not use it. */
    TlsSetup server() {
        return new TlsSetup(server, false);
    }

    /** Asks a server for TLS, and sends the bytes. */
    void talk(SocketChannel channel, Place place, byte[] bytes) throws IOException {
        writeAll(channel, ASKED.duplicate());
        if (place == Place.SLIPPED_IN) {
            writeAll(channel, ByteBuffer.wrap(bytes));
            return;
        }
        ByteBuffer answer = ByteBuffer.allocate(BEFORE_TLS);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {}
        if (place == Place.IN_PLACE) {
            writeAll(channel, ByteBuffer.wrap(bytes));
            return;
        }
        ClientWire wire = new ClientWire(channel, place == Place.IN_BETWEEN ? bytes : null);
        TlsSession session = client.session(wire);
        session.handshake();
        if (place == Place.BEHIND) {
            writeAll(channel, ByteBuffer.wrap(bytes));
        } else {
            session.write(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, 1);
        }
    }

    private static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** A socket; from the second time on that something is written, it is something else if there is any. */
    private static final class ClientWire implements Wire {
        private final SocketChannel channel;
        private final byte @Nullable [] instead;
        private boolean hasWritten;

        ClientWire(SocketChannel channel, byte @Nullable [] instead) {
            this.channel = channel;
            this.instead = instead;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer[] from, int count) throws IOException {
            if (hasWritten && instead != null) {
                writeAll(channel, ByteBuffer.wrap(instead));
                throw new IOException("the handshake is not to end");
            }
            hasWritten = true;
            for (int i = 0; i < count; i++) {
                writeAll(channel, from[i]);
            }
        }
    }
}
