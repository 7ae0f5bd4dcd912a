package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.engine.DiskStack;
import org.nbdscript.engine.FailureLog;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.posix.Duplicate;
import org.nbdscript.posix.SocketDescriptor;
import org.nbdscript.protocol.TransmissionFlags;

/** Connections that exist when the server starts. */
@Timeout(60)
class GivenConnectionTest {
    private static final long GREETING = 0x4e42444d41474943L;
    private static final int REQUEST = 0x25609513;
    private static final int REPLY = 0x67446698;
    private static final int DISCONNECT = 2;

    @TempDir
    Path directory;

    private final FakeServices services = new FakeServices();

    private Server start(GivenConnection given) throws IOException {
        DiskStack stack = new DiskStack(
                new FakePlugin(context -> new FakeDisk(10_000)), new FailureLog(services, System::nanoTime));
        Server server = new Server(stack, services, ServerConfiguration.of().withGiven(List.of(given)));
        server.bind();
        server.start();
        return server;
    }

    /** The client's end of a socket whose other end is a descriptor that no channel has. */
    private SocketChannel connected(int[] descriptor) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(directory.resolve("s")))) {
            SocketChannel client = SocketChannel.open(listener.getLocalAddress());
            try (SocketChannel accepted = listener.accept()) {
                descriptor[0] = Duplicate.of(SocketDescriptor.of(accepted).orElseThrow());
            }
            return client;
        }
    }

    private static ByteBuffer request(int command, long offset, int length) {
        ByteBuffer request = ByteBuffer.allocate(28);
        return request.putInt(REQUEST)
                .putShort((short) 0)
                .putShort((short) command)
                .putLong(4711)
                .putLong(offset)
                .putInt(length)
                .flip();
    }

    private static ByteBuffer read(SocketChannel client, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {}
        return bytes.flip();
    }

    private void awaitShutdown() {
        Awaitility.await().until(() -> services.shutdowns.get() == 1);
    }

    @Test
    void aConnectedSocketIsServedFromTheGreetingOnAndTheServerEndsWithIt() throws IOException {
        int[] descriptor = new int[1];
        try (SocketChannel client = connected(descriptor);
                Server server = start(new GivenConnection(descriptor[0], descriptor[0], null))) {
            assertThat(read(client, 18).getLong()).isEqualTo(GREETING);
            assertThat(server.bound()).isEmpty();
            client.shutdownOutput();
            awaitShutdown();
        }
    }

    @Test
    void twoPipesAreServedToo() throws IOException {
        Pipe toServer = Pipe.open();
        Pipe fromServer = Pipe.open();
        GivenConnection given = new GivenConnection(
                Duplicate.of(SocketDescriptor.of(toServer.source()).orElseThrow()),
                Duplicate.of(SocketDescriptor.of(fromServer.sink()).orElseThrow()),
                null);
        fromServer.sink().close();
        try (Server server = start(given)) {
            byte[] greeting = Channels.newInputStream(fromServer.source()).readNBytes(18);
            assertThat(ByteBuffer.wrap(greeting).getLong()).isEqualTo(GREETING);
            assertThat(server.connectionCount()).isEqualTo(1);
            toServer.sink().close();
            assertThat(Channels.newInputStream(fromServer.source()).read()).isEqualTo(-1);
            awaitShutdown();
        }
        toServer.source().close();
    }

    @Test
    void theEndOfTheServerEndsAClientOnPipesThatIsSilent() throws IOException {
        Pipe toServer = Pipe.open();
        Pipe fromServer = Pipe.open();
        GivenConnection given = new GivenConnection(
                Duplicate.of(SocketDescriptor.of(toServer.source()).orElseThrow()),
                Duplicate.of(SocketDescriptor.of(fromServer.sink()).orElseThrow()),
                null);
        fromServer.sink().close();
        Server server = start(given);
        assertThat(Channels.newInputStream(fromServer.source()).readNBytes(18)).hasSize(18);
        server.close();
        assertThat(server.connectionCount()).isZero();
        assertThat(services.warnings).isEmpty();
        toServer.sink().close();
        toServer.source().close();
    }

    @Test
    void aClientWhoseHandshakeIsOverIsAnsweredAtOnce() throws IOException {
        int[] descriptor = new int[1];
        PresetTransmission preset = new PresetTransmission("", 4096L, TransmissionFlags.NONE, false);
        try (SocketChannel client = connected(descriptor);
                Server server = start(new GivenConnection(descriptor[0], descriptor[0], preset))) {
            client.write(request(0, 0, 8));
            ByteBuffer reply = read(client, 16 + 8);
            assertThat(reply.getInt()).isEqualTo(REPLY);
            assertThat(reply.getInt()).isZero();
            assertThat(reply.getLong()).isEqualTo(4711);
            // The size that the client was told counts, though the disk is larger.
            client.write(request(0, 4096, 8));
            reply = read(client, 16);
            assertThat(reply.getInt(4)).isNotZero();
            client.write(request(DISCONNECT, 0, 0));
            awaitShutdown();
            assertThat(server.hasRefusedGiven()).isFalse();
        }
    }

    @Test
    void aSizeThatTheExportDoesNotHaveIsRefused() throws IOException {
        int[] descriptor = new int[1];
        PresetTransmission preset = new PresetTransmission("", 20_000L, null, false);
        try (SocketChannel client = connected(descriptor);
                Server server = start(new GivenConnection(descriptor[0], descriptor[0], preset))) {
            assertThat(read(client, 1).remaining()).isZero();
            awaitShutdown();
            assertThat(server.hasRefusedGiven()).isTrue();
            assertThat(services.errors)
                    .singleElement()
                    .asString()
                    .contains("was told a size of 20000, but the export has 10000");
        }
    }

    @Test
    void flagsThatTheExportDoesNotHaveAreRefused() throws IOException {
        int[] descriptor = new int[1];
        TransmissionFlags flags = TransmissionFlags.NONE.with(TransmissionFlags.SEND_DF);
        PresetTransmission preset = new PresetTransmission("", null, flags, false);
        try (SocketChannel client = connected(descriptor);
                Server server = start(new GivenConnection(descriptor[0], descriptor[0], preset))) {
            assertThat(read(client, 1).remaining()).isZero();
            awaitShutdown();
            assertThat(server.hasRefusedGiven()).isTrue();
            assertThat(services.errors).singleElement().asString().contains("was told the transmission flags 0x81");
        }
    }

    @Test
    void aDescriptorThatIsNotOpenIsSaidAtTheStart() {
        assertThatThrownBy(() -> start(new GivenConnection(9999, 9999, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a client cannot be served on descriptor 9999: ")
                .hasMessageContaining("EBADF");
    }
}
