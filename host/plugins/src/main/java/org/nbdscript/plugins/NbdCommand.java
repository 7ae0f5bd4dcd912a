package org.nbdscript.plugins;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.client.ClientOptions;
import org.nbdscript.client.NbdClient;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.protocol.NbdUri;

/**
 * A server that is started when a connection to it is wanted, and again when it has ended since. It is given a socket
 * that listens, as systemd does it, which nbdkit, qemu-nbd and this project's server know.
 *
 * <p>For one thread at a time.
 */
final class NbdCommand implements NbdSource {
    private final List<String> command;
    private final String export;
    private @Nullable Running running;

    /** A process, and where it listens. */
    private record Running(ServerProcess process, Path socket) {
        void end() throws IOException {
            process.stop();
            remove(socket);
        }
    }

    /**
     * A server that does not run yet.
     *
     * @param command a program, which is looked for in {@code PATH}, and its arguments
     * @param export the name of its export
     */
    NbdCommand(List<String> command, String export) {
        this.command = List.copyOf(command);
        this.export = export;
    }

    @Override
    public NbdClient connect(ClientOptions options) throws IOException {
        Running current = running;
        if (current == null || current.process.hasEnded()) {
            stop();
            current = start();
            running = current;
        }
        return NbdClient.connect(NbdUri.unix(current.socket.toString(), export), options);
    }

    /** Our end of the listening socket is closed, so that nobody waits for a process that has ended. */
    private Running start() throws IOException {
        Path socket = Files.createTempDirectory("nbdscript-command").resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            int descriptor = SocketDescriptor.of(listener)
                    .orElseThrow(() -> new IOException("the JVM needs the flag " + SocketDescriptor.NEEDED_FLAG));
            return new Running(ServerProcess.start(command, descriptor), socket);
        } catch (IOException e) {
            remove(socket);
            throw e;
        }
    }

    private static void remove(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        Files.deleteIfExists(Objects.requireNonNull(socket.getParent()));
    }

    /** Ends the process, if there is one. */
    void stop() throws IOException {
        Running last = running;
        running = null;
        if (last != null) {
            last.end();
        }
    }

    @Override
    public String toString() {
        return command.getFirst();
    }
}
