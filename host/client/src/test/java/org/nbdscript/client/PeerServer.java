package org.nbdscript.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.nbdscript.protocol.NbdUri;

/** Another project's server, where it is installed, on a unix socket in a directory of its own. */
final class PeerServer implements AutoCloseable {
    private final Path directory;
    private final Path socket;
    private final Process process;

    private PeerServer(Path directory, List<String> command) throws IOException {
        this.directory = directory;
        this.socket = directory.resolve("socket");
        List<String> words = new ArrayList<>();
        command.forEach(
                word -> words.add(word.replace("SOCKET", socket.toString()).replace("DIR", directory.toString())));
        assumeTrue(
                List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin").stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place, words.getFirst()))),
                words.getFirst() + " is not installed");
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Awaitility.await()
                .pollDelay(1, TimeUnit.MILLISECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(words + " has ended: " + Files.readString(directory.resolve("log")));
                    }
                    return accepts();
                });
    }

    /** The file of the socket is there before anybody listens on it. */
    private boolean accepts() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** nbdkit, with more arguments. */
    static PeerServer nbdkit(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("nbdkit", "-f", "-U", "SOCKET"));
        command.addAll(List.of(arguments));
        return new PeerServer(Files.createTempDirectory("nbdscript-client"), command);
    }

    /** qemu-nbd, which serves a new file of this size. */
    static PeerServer qemu(long size) throws IOException {
        Path directory = Files.createTempDirectory("nbdscript-client");
        try (var file = new java.io.RandomAccessFile(directory.resolve("disk").toFile(), "rw")) {
            file.setLength(size);
        }
        return new PeerServer(
                directory,
                List.of("qemu-nbd", "-k", "SOCKET", "-f", "raw", "-t", "-e", "10", "-D", "of qemu", "DIR/disk"));
    }

    NbdUri uri(String export) {
        return NbdUri.unix(socket.toString(), export);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            // qemu-nbd forgets a signal that comes before it serves.
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
