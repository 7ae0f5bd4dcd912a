package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
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
            assertThat(disk.calls)
                    .hasSize(5)
                    .startsWith("read 77 " + (MAXIMUM - 77), "read " + MAXIMUM + " " + MAXIMUM);
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

    /** What clients are told of this disk's largest request. */
    private static final int TOLD = 1 << 17;

    private ServerFixture serverThatTellsLess() {
        disk.blockSize = new BlockSize(1, 4096, TOLD);
        return new ServerFixture(disk);
    }

    private static long longestData(Reply reply) {
        return reply.chunks().stream()
                .filter(chunk -> chunk.type() == ChunkType.OFFSET_DATA)
                .mapToLong(chunk -> chunk.payload().limit() - Long.BYTES)
                .max()
                .orElse(0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMPLE")
    void noChunkHasMoreDataThanTheMaximumThatClientsAreTold(ReplyFormat format) throws IOException {
        try (ServerFixture server = serverThatTellsLess();
                TestClient client = server.client(format)) {
            int length = (5 << 20) - 77;
            Reply dense = client.call(NbdCommand.READ, 0, 77, length);
            assertThat(dense.data(77, length)).isEqualTo(FakeDisk.expected(77, length));
            assertThat(longestData(dense)).isEqualTo(TOLD);
            disk.onRead = request -> request.data(request.offset(), ByteBuffer.allocate(request.length()));
            assertThat(longestData(client.call(NbdCommand.READ, 0, 0, length))).isEqualTo(TOLD);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMPLE")
    void noChunkHasMoreThan32MiBWithTheUsualLimits(ReplyFormat format) throws IOException {
        int length = 48 << 20;
        try (ServerFixture server = new ServerFixture(new FakeDisk(length));
                TestClient client = server.client(format)) {
            Reply reply = client.call(NbdCommand.READ, 0, 0, length);
            assertThat(reply.data(0, length)).isEqualTo(FakeDisk.expected(0, length));
            assertThat(longestData(reply)).isLessThanOrEqualTo(32 << 20);
        }
    }

    @Test
    void aReadThatIsToBeOneChunkAndIsLongerThanWhatClientsAreToldIsRefused() throws IOException {
        try (ServerFixture server = serverThatTellsLess();
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, CommandFlags.DF, 0, TOLD + 1).assertError(NbdError.EOVERFLOW);
            Reply reply = client.call(NbdCommand.READ, CommandFlags.DF, 0, TOLD);
            assertThat(longestData(reply)).isEqualTo(TOLD);
        }
    }

    @Test
    void aReadOf64KiBIsOneChunkIfItIsToBeWhateverClientsAreTold() throws IOException {
        disk.blockSize = new BlockSize(1, 4096, 8192);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.READ, CommandFlags.DF, 0, 65536);
            assertThat(longestData(reply)).isEqualTo(65536);
            client.call(NbdCommand.READ, CommandFlags.DF, 0, 65537).assertError(NbdError.EOVERFLOW);
        }
    }

    @Test
    void simpleRepliesHaveAllTheDataThatTheServerTakes() throws IOException {
        try (ServerFixture server = serverThatTellsLess();
                TestClient client = server.simple()) {
            assertThat(client.call(NbdCommand.READ, 0, 0, 5 << 20).data(0, 5 << 20))
                    .isEqualTo(FakeDisk.expected(0, 5 << 20));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMPLE")
    void aBlockStatusIsNoLongerThanTheMaximumThatClientsAreTold(ReplyFormat format) throws IOException {
        disk.blockSize = new BlockSize(1, 512, 1024);
        disk.onExtents = (offset, length, sink) -> {
            for (long at = offset; at < offset + length; at++) {
                sink.add(at, 1, at % 2 == 0 ? ExtentType.DATA : ExtentType.HOLE_ZERO);
            }
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.client(format)) {
            Reply reply = client.call(NbdCommand.BLOCK_STATUS, 0, 0, 4096);
            int head = format == ReplyFormat.EXTENDED ? BlockStatusExtChunk.HEAD_SIZE : BlockStatusChunk.HEAD_SIZE;
            assertThat(reply.chunks().getFirst().payload().limit()).isEqualTo(1024 + head);
        }
    }
}
