package org.nbdscript.fuzz;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.HostServices;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.plugins.MemoryPlugin;
import org.nbdscript.server.ListenAddress;
import org.nbdscript.server.Server;
import org.nbdscript.server.ServerConfiguration;
import org.nbdscript.server.TlsSetup;

/** A server of a memory disk, to which bytes are sent. */
final class FuzzedServer {
    private static final long PATIENCE_MILLIS = 20_000;

    private final Services services = new Services();
    private final UnixDomainSocketAddress address;
    private final Server server;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16);

    /** Something that a client does with its socket, until it has no more to send. */
    @FunctionalInterface
    interface Talk {
        void with(SocketChannel channel) throws IOException;
    }

    /**
     * A server that runs until the JVM ends.
     *
     * @param tls null for none
     */
    FuzzedServer(@Nullable TlsSetup tls) {
        try {
            Path directory = Files.createTempDirectory("nbdscript-fuzz");
            address = UnixDomainSocketAddress.of(directory.resolve("socket"));
            MemoryPlugin plugin = new MemoryPlugin();
            plugin.configure(new ParameterBinder(services, directory).bind(plugin.parameters(), List.of("size=1M")));
            DiskStack stack = new DiskStack(plugin, new FailureLog(services, System::nanoTime));
            ServerConfiguration configuration = ServerConfiguration.of(new ListenAddress.Unix(address.getPath()));
            server = new Server(stack, services, configuration.withTls(tls));
            server.bind();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.start();
    }

    /**
     * Sends bytes, ends the output, and takes whatever comes until the server disconnects.
     *
     * @throws AssertionError if it does not, or says that it has failed, or keeps memory
     */
    void take(byte[]... parts) throws IOException {
        take(channel -> send(channel, parts));
    }

    /**
     * Lets a client talk, ends its output, and takes whatever comes until the server disconnects.
     *
     * @throws AssertionError as above
     */
    void take(Talk talk) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address);
                Selector selector = Selector.open()) {
            say(channel, talk);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            awaitDisconnect(channel, selector);
        }
        if (!services.errors.isEmpty()) {
            throw new AssertionError("the server says: " + services.errors);
        }
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (server.connectionCount() > 0 || server.bufferBytes() > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(server.connectionCount() + " connections, " + server.bufferBytes()
                        + " bytes of buffers are left");
            }
            Thread.onSpinWait();
        }
    }

    private static void say(SocketChannel channel, Talk talk) {
        try {
            talk.with(channel);
        } catch (IOException e) {
            // The server need not wait for the rest of what is wrong.
            if (!channel.isOpen()) {
                throw new AssertionError("the channel was closed here", e);
            }
        }
        endOutput(channel);
    }

    private static void endOutput(SocketChannel channel) {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // The server has disconnected.
        }
    }

    private static void send(SocketChannel channel, byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            ByteBuffer bytes = ByteBuffer.wrap(part);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private void awaitDisconnect(SocketChannel channel, Selector selector) {
        try {
            int count;
            do {
                if (selector.select(PATIENCE_MILLIS) == 0) {
                    throw new AssertionError("the server neither answers nor disconnects");
                }
                selector.selectedKeys().clear();
                count = channel.read(input.clear());
            } while (count >= 0);
        } catch (IOException e) {
            // A reset is a disconnect, too.
            if (!channel.isOpen()) {
                throw new AssertionError("the channel was closed here", e);
            }
        }
    }

    /** Notes errors, which a client must not be able to cause. */
    private static final class Services implements HostServices {
        private final List<String> errors = new CopyOnWriteArrayList<>();

        @Override
        public void debug(String message) {}

        @Override
        public boolean isVerbose() {
            return false;
        }

        @Override
        public void error(String message) {
            errors.add(message);
        }

        @Override
        public void warn(String message) {}

        @Override
        public void print(String line) {}

        @Override
        public String readPassword(String parameter) {
            throw new IllegalArgumentException("there are no passwords here");
        }

        @Override
        public void shutdown() {}
    }
}
