package org.nbdscript.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nbdscript.api.Disk;
import org.nbdscript.engine.Alignment;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** A server on a unix socket in a directory of its own. */
final class ServerFixture implements AutoCloseable {
    final FakeServices services = new FakeServices();
    final Path socket;
    final Server server;
    private final Path directory;

    ServerFixture(Disk disk) {
        this(new FakePlugin(context -> disk));
    }

    ServerFixture(FakePlugin plugin) {
        this(plugin, UnaryOperator.identity());
    }

    ServerFixture(FakePlugin plugin, UnaryOperator<ServerConfiguration> setting) {
        this(plugin, Alignment.FIX, setting);
    }

    ServerFixture(FakePlugin plugin, Alignment alignment, UnaryOperator<ServerConfiguration> setting) {
        try {
            directory = Files.createTempDirectory("nbdscript-server");
            socket = directory.resolve("socket");
            DiskStack stack = new DiskStack(List.of(), plugin, alignment, new FailureLog(services, System::nanoTime));
            ServerConfiguration configuration = setting.apply(ServerConfiguration.of(new ListenAddress.Unix(socket)));
            server = new Server(stack, services, configuration);
            server.bind();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
    }

    /** A client to which nothing was said yet. */
    TestClient connect() throws IOException {
        return new TestClient(socket);
    }

    /** A client that has chosen the default export. */
    TestClient simple() throws IOException {
        TestClient client = connect();
        client.greet();
        client.go("");
        return client;
    }

    /** A client that has negotiated structured replies and {@code base:allocation}, and chosen the default export. */
    TestClient structured() throws IOException {
        return client(ReplyFormat.STRUCTURED);
    }

    /** A client that has negotiated a format and, if it can, {@code base:allocation}, and chosen the default export. */
    TestClient client(ReplyFormat format) throws IOException {
        TestClient client = connect();
        client.greet();
        client.negotiate(format);
        client.go("");
        return client;
    }

    @Override
    public void close() {
        server.close();
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
