package org.nbdscript.fuzz;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Set;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.RequestFailedException;
import org.nbdscript.protocol.BaseAllocation;

/**
 * Clients, to which bytes are sent as if a server answered them. Both ends are on one thread: what the server says is
 * in the socket before the client asks, and what the client asks stays there.
 */
final class FuzzedClient {
    private static final int LENGTH = 100;

    private final ServerSocketChannel listener;

    FuzzedClient() {
        try {
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(
                    Files.createTempDirectory("nbdscript-fuzz").resolve("socket")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One request of a client. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    /**
     * Lets a client connect, make requests of all kinds, and go.
     *
     * @throws AssertionError if it leaves its socket open
     */
    void take(ClientOptions options, byte[]... parts) throws IOException {
        SocketChannel socket = SocketChannel.open(listener.getLocalAddress());
        try (SocketChannel server = listener.accept()) {
            for (byte[] part : parts) {
                server.write(ByteBuffer.wrap(part));
            }
            server.shutdownOutput();
            try (NbdClient client = NbdClient.connect(socket, "export", options)) {
                use(client);
            } catch (IOException e) {
                // The server has broken the protocol, refused the export or gone, as is its right.
            }
        }
        if (socket.isOpen()) {
            throw new AssertionError("the socket was left open");
        }
    }

    private static void use(NbdClient client) throws IOException {
        for (int i = 0; i < 3; i++) {
            request(() -> client.read(ByteBuffer.allocate(LENGTH), 0));
            request(() -> client.blockStatus(0, LENGTH, false));
            request(() -> client.blockStatus(0, LENGTH, true, Set.of(BaseAllocation.NAME)));
            request(() -> client.write(ByteBuffer.allocate(LENGTH), 0, false));
            request(() -> client.zero(0, LENGTH, 0));
            request(() -> client.trim(0, LENGTH, false));
            request(() -> client.cache(0, LENGTH));
            request(() -> client.resize(LENGTH));
            request(client::flush);
        }
    }

    private static void request(Call call) throws IOException {
        try {
            call.run();
        } catch (RequestFailedException e) {
            // The connection goes on.
        }
    }
}
