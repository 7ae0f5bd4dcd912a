package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** How what a disk answers to a read reaches the client. */
@Timeout(60)
class ReadReplyTest {
    private static final int SIZE = 400_000;

    private final FakeDisk disk = new FakeDisk(SIZE);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);

    ReadReplyTest() {
        direct.put(0, disk.content);
    }

    private Reply read(ReplyFormat format, int flags, long offset, int length) throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.client(format)) {
            Reply reply = client.call(NbdCommand.READ, flags, offset, length);
            reply.assertSuccess();
            // The connection must be in step, and buffers that were lent must not show up in the next reply.
            Reply next = client.call(NbdCommand.READ, flags, offset, length);
            assertThat(next.data(offset, length)).isEqualTo(reply.data(offset, length));
            return reply;
        }
    }

    /** Data, hole, data, by offset: 1000 to 1100, 1100 to 1500, 1500 to 1600, given out of order. */
    private void answerInParts(ReadRequest request) {
        request.data(1500, direct.slice(1500, 100));
        request.data(1000, ByteBuffer.wrap(disk.content, 1000, 100));
        request.hole(1100, 400);
    }

    private byte[] contentOfParts() {
        byte[] expected = FakeDisk.expected(1000, 600);
        Arrays.fill(expected, 100, 500, (byte) 0);
        return expected;
    }

    @Test
    void dataThatFollowsDataStaysInOneChunk() throws IOException {
        disk.onRead = request -> {
            request.data(1000, direct.slice(1000, 10_000));
            request.data(11_000, direct.slice(11_000, 10_000));
        };
        Reply reply = read(ReplyFormat.STRUCTURED, 0, 1000, 20_000);
        assertThat(reply.types()).containsExactly(ChunkType.OFFSET_DATA);
        assertThat(reply.data(1000, 20_000)).isEqualTo(FakeDisk.expected(1000, 20_000));
    }

    @Test
    void holesBecomeHoleChunks() throws IOException {
        disk.onRead = this::answerInParts;
        Reply reply = read(ReplyFormat.STRUCTURED, 0, 1000, 600);
        assertThat(reply.types()).containsExactly(ChunkType.OFFSET_DATA, ChunkType.OFFSET_HOLE, ChunkType.OFFSET_DATA);
        assertThat(reply.data(1000, 600)).isEqualTo(contentOfParts());
    }

    @Test
    void withDfPartsAreOneChunk() throws IOException {
        disk.onRead = this::answerInParts;
        Reply reply = read(ReplyFormat.STRUCTURED, CommandFlags.DF, 1000, 600);
        assertThat(reply.types()).containsExactly(ChunkType.OFFSET_DATA);
        assertThat(reply.data(1000, 600)).isEqualTo(contentOfParts());
    }

    @Test
    void simpleRepliesHaveHolesAsZeroes() throws IOException {
        disk.onRead = this::answerInParts;
        assertThat(read(ReplyFormat.SIMPLE, 0, 1000, 600).data(1000, 600)).isEqualTo(contentOfParts());
    }

    @ParameterizedTest
    @EnumSource
    void largeHolesAndLentDataArriveWhole(ReplyFormat format) throws IOException {
        disk.onRead = request -> {
            request.hole(200_000, 150_000);
            request.data(0, direct.slice(0, 200_000));
            request.data(350_000, ByteBuffer.wrap(disk.content, 350_000, 50_000));
        };
        byte[] expected = FakeDisk.expected(0, SIZE);
        Arrays.fill(expected, 200_000, 350_000, (byte) 0);
        assertThat(read(format, 0, 0, SIZE).data(0, SIZE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aBufferThatIsNotFilledReadsAsZeroes(ReplyFormat format) throws IOException {
        disk.onRead = request -> {
            byte[] before = new byte[request.length()];
            request.buffer().get(0, before);
            assertThat(before).containsOnly(0);
            request.buffer().put(0, (byte) 7);
        };
        byte[] expected = new byte[1000];
        expected[0] = 7;
        assertThat(read(format, 0, 0, 1000).data(0, 1000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void partsCountIfTheBufferWasAskedForToo(ReplyFormat format) throws IOException {
        disk.onRead = request -> {
            ByteBuffer buffer = request.buffer();
            buffer.put(0, disk.content, 20_000, 20_000);
            request.data(0, buffer.slice(0, 10_000));
            request.hole(10_000, 10_000);
        };
        byte[] expected = Arrays.copyOf(FakeDisk.expected(20_000, 10_000), 20_000);
        assertThat(read(format, 0, 0, 20_000).data(0, 20_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerWithoutAnythingIsZeroes(ReplyFormat format) throws IOException {
        disk.onRead = request -> {};
        assertThat(read(format, 0, 5, 70_000).data(5, 70_000)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void partsOfFilesAreSentWithZeroesPastTheirEnd(ReplyFormat format, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, FakeDisk.expected(0, 50_000));
        try (FileChannel channel = FileChannel.open(file)) {
            disk.onRead = request -> answerFromFile(request, channel);
            byte[] expected = Arrays.copyOf(FakeDisk.expected(0, 50_000), 60_000);
            assertThat(read(format, 0, 0, 60_000).data(0, 60_000)).isEqualTo(expected);
            disk.onRead = request -> {
                answerFromFile(request, 0, channel, 100, 30_000);
                answerFromFile(request, 30_000, channel, 45_000, 30_000);
            };
            byte[] inParts = Arrays.copyOf(FakeDisk.expected(100, 30_000), 60_000);
            System.arraycopy(FakeDisk.expected(45_000, 5_000), 0, inParts, 30_000, 5_000);
            assertThat(read(format, 0, 0, 60_000).data(0, 60_000)).isEqualTo(inParts);
        }
    }

    private static void answerFromFile(ReadRequest request, FileChannel channel) {
        answerFromFile(request, request.offset(), channel, request.offset(), request.length());
    }

    private static void answerFromFile(
            ReadRequest request, long offset, FileChannel channel, long position, int length) {
        try {
            request.file(offset, channel, position, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
