package org.nbdscript.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.tls.pki.CertificateAuthority;

/**
 * A peer may take nothing before it has got rid of what it sends: who reads must not wait for who writes, even if the
 * peer asks for new keys, to which there is an answer.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadWhileWritingTest {
    @TempDir
    Path directory;

    private final SessionFixture sockets = new SessionFixture();
    private final StuckWire wire = new StuckWire(new SocketWire(sockets.server));

    ReadWhileWritingTest() throws IOException {}

    @AfterEach
    void end() throws IOException {
        wire.goesOn.countDown();
        sockets.close();
    }

    /** A wire that, when it is told so, takes no more until it is told to go on. */
    private static final class StuckWire implements Wire {
        final CountDownLatch isStuck = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        volatile boolean sticks;
        private final Wire below;

        StuckWire(Wire below) {
            this.below = below;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return below.read(into);
        }

        @Override
        public void write(ByteBuffer[] from, int count) throws IOException {
            if (sticks) {
                isStuck.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            below.write(from, count);
        }
    }

    /** With a client that writes a 1, asks for new keys, writes a 2, and reads one byte. */
    private void assertReadsWhileAWriterIsStuck(TlsSession session, Future<Integer> client) throws Exception {
        session.handshake();
        assertThat(readByte(session)).isEqualTo(1);
        wire.sticks = true;
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                session.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {3})}, 1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        wire.isStuck.await();
        wire.sticks = false;
        assertThat(readByte(session)).isEqualTo(2);
        wire.goesOn.countDown();
        assertThat(SessionFixture.result(client)).isEqualTo(3);
        writer.join();
    }

    private static int readByte(TlsSession session) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(session.read(one)).isEqualTo(1);
        return one.get(0);
    }

    @Test
    void withCertificates() throws Exception {
        CertificateAuthority authority = TestAuthority.valid();
        CertificateDirectory pki = TestAuthority.directory(directory.resolve("pki"), authority);
        SSLContext context = TestAuthority.client(authority);
        Future<Integer> client = sockets.client(() -> {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(sockets.client.socket(), "localhost", 1, true);
            socket.getOutputStream().write(1);
            wire.isStuck.await();
            socket.startHandshake(); // asks for new keys
            socket.getOutputStream().write(2);
            return socket.getInputStream().read();
        });
        assertReadsWhileAWriterIsStuck(X509Credentials.load(pki, false).session(wire), client);
    }

    /** A client that can ask for new keys. */
    private static final class Rekeying extends TlsClientProtocol {
        Rekeying(SessionFixture sockets) {
            super(Channels.newInputStream(sockets.client), Channels.newOutputStream(sockets.client));
        }

        void askForNewKeys() throws IOException {
            send13KeyUpdate(true);
        }
    }

    @Test
    void withPreSharedKeys() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.psk"), "alice:00112233\n");
        PskClient alice = new PskClient(
                new JcaTlsCryptoProvider().create(new SecureRandom()), "alice", new byte[] {0, 0x11, 0x22, 0x33}, keys);
        Future<Integer> client = sockets.client(() -> {
            Rekeying protocol = new Rekeying(sockets);
            protocol.connect(alice);
            protocol.getOutputStream().write(1);
            wire.isStuck.await();
            protocol.askForNewKeys();
            protocol.getOutputStream().write(2);
            return protocol.getInputStream().read();
        });
        assertReadsWhileAWriterIsStuck(PskCredentials.load(keys).session(wire), client);
    }
}
