package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Requests with more data than the server takes at once. */
@Timeout(60)
class OversizedRequestsTest {
    private static final int MAXIMUM = 1 << 20;
    private static final UnaryOperator<ServerConfiguration> SMALL_MAXIMUM =
            configuration -> configuration.withLimits(new Limits(100, MAXIMUM, 4L << 20, 4096, 64 << 20, 256 << 20));

    private final FakeDisk disk = new FakeDisk(5 << 20);

    private ServerFixture server() {
        return new ServerFixture(new FakePlugin(context -> disk), SMALL_MAXIMUM);
    }

    @Test
    void longReadsAreSplitIntoChunksInStructuredReplies() throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.structured()) {
            int length = (5 << 20) - 77;
            Reply reply = client.call(NbdCommand.READ, 0, 77, length);
            reply.assertSuccess();
            assertThat(reply.data(77, length)).isEqualTo(FakeDisk.expected(77, length));
            assertThat(disk.calls).hasSize(5).first().isEqualTo("read 77 " + MAXIMUM);
        }
    }

    @Test
    void longReadsThatStraddleTheEndGiveTheValidPartAndThenAnErrorThere() throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.READ, 0, 2 << 20, 0xffff_ffffL);
            reply.assertError(NbdError.EINVAL);
            assertThat(reply.types())
                    .containsExactly(
                            ChunkType.OFFSET_DATA,
                            ChunkType.OFFSET_DATA,
                            ChunkType.OFFSET_DATA,
                            ChunkType.ERROR_OFFSET);
            assertThat(reply.data(2 << 20, 3 << 20)).isEqualTo(FakeDisk.expected(2 << 20, 3 << 20));
        }
    }

    @Test
    void aLongReadThatFailsInItsMiddleEndsWithAnError() throws IOException {
        disk.onRead = request -> {
            if (request.offset() >= 2 << 20) {
                throw new NbdException(Errno.EIO, "a scratch");
            }
            disk.readDense(request);
        };
        try (ServerFixture server = server();
                TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.READ, 0, 0, 4 << 20);
            assertThat(reply.types()).containsExactly(ChunkType.OFFSET_DATA, ChunkType.OFFSET_DATA, ChunkType.ERROR);
            reply.assertError(NbdError.EIO);
            client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        }
    }

    @Test
    void longReadsAreRefusedWithEoverflowIfTheyAreToBeOneChunk() throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, CommandFlags.DF, 0, MAXIMUM + 1).assertError(NbdError.EOVERFLOW);
            client.call(NbdCommand.READ, CommandFlags.DF, 0, MAXIMUM).assertSuccess();
        }
    }

    @Test
    void longReadsAreRefusedWithEinvalInSimpleReplies() throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.simple()) {
            client.call(NbdCommand.READ, 0, 0, MAXIMUM + 1).assertError(NbdError.EINVAL);
            client.call(NbdCommand.READ, 0, 0, MAXIMUM).assertSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource
    void longWritesAreSkippedAndRefusedWithEinval(ReplyFormat format) throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.client(format)) {
            client.callWrite(0, 0, new byte[4 << 20]).assertError(NbdError.EINVAL);
            client.callWrite(0, 0, new byte[MAXIMUM]).assertSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesTooLongToBeSkippedDisconnect(ReplyFormat format) throws IOException {
        try (ServerFixture server = server();
                TestClient client = server.client(format)) {
            int flags = format == ReplyFormat.EXTENDED ? CommandFlags.PAYLOAD_LEN : 0;
            client.request(NbdCommand.WRITE, flags, 0, 0xffff_ffffL);
            client.awaitDisconnect();
            assertThat(server.services.warnings).singleElement().asString().contains("more payload");
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsOf32MiBAreServedWithTheUsualLimits(ReplyFormat format) throws IOException {
        FakeDisk large = new FakeDisk(33 << 20);
        try (ServerFixture server = new ServerFixture(large);
                TestClient client = server.client(format)) {
            byte[] data = FakeDisk.expected(12345, 32 << 20);
            client.callWrite(0, 500, data).assertSuccess();
            assertThat(client.call(NbdCommand.READ, 0, 500, 32 << 20).data(500, 32 << 20))
                    .isEqualTo(data);
        }
    }
}
