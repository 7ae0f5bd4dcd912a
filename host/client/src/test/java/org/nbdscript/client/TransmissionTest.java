package org.nbdscript.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.OffsetDataChunk;
import org.nbdscript.protocol.transmission.OffsetHoleChunk;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestHeader;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;

/** What a server may answer, and what it may not. Cookies count from 1, so that replies can be written beforehand. */
@Timeout(20)
class TransmissionTest {
    private final Pipe requests = pipe();
    private final Pipe replies = pipe();
    private ReplyFormat format = ReplyFormat.STRUCTURED;
    private final ByteBuffer reply = ByteBuffer.allocate(1 << 16);
    private Transmission transmission = transmission();

    private static Pipe pipe() {
        try {
            return Pipe.open();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Transmission transmission() {
        return new Transmission(new Input(replies.source()), new Output(requests.sink()), format);
    }

    private void negotiated(ReplyFormat newFormat) {
        format = newFormat;
        transmission = transmission();
    }

    private void data(int cookie, long at, boolean done, int... bytes) {
        format.encodeChunkHeader(
                reply, done, ChunkType.OFFSET_DATA, cookie, 100, OffsetDataChunk.payloadLength(bytes.length));
        OffsetDataChunk.encodeHead(reply, at);
        for (int b : bytes) {
            reply.put((byte) b);
        }
    }

    private void hole(int cookie, long at, long length, boolean done) {
        format.encodeChunkHeader(reply, done, ChunkType.OFFSET_HOLE, cookie, 100, OffsetHoleChunk.SIZE);
        OffsetHoleChunk.encode(reply, at, length);
    }

    private void error(int cookie, NbdError error, String text) {
        format.encodeChunkHeader(reply, true, ChunkType.ERROR, cookie, 100, ErrorChunk.payloadLength(text.length()));
        ErrorChunk.encode(reply, error, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void sendReplies() throws IOException {
        replies.sink().write(reply.flip());
        reply.clear();
    }

    private byte[] read(int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        java.util.Arrays.fill(target.array(), (byte) 0x55);
        transmission.perform(new PendingRead(100, target, transmission.newCondition()), 0, length, null);
        return target.array();
    }

    @Test
    void chunksOfAReadComeInAnyOrder() throws IOException {
        hole(1, 103, 2, false);
        data(1, 100, false, 1, 2, 3);
        data(1, 105, true, 4);
        sendReplies();
        assertThat(read(6)).containsExactly(1, 2, 3, 0, 0, 4);
    }

    @Test
    void chunksOfAReadThatOverlapEndTheConnection() throws IOException {
        data(1, 100, false, 1, 2);
        hole(1, 103, 2, false);
        data(1, 102, true, 3, 4);
        sendReplies();
        assertThatThrownBy(() -> read(6))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a chunk of 2 bytes at byte 2, where there is one already, came in reply to "
                        + "READ offset=100 length=6");
    }

    @Test
    void aPartThatComesTwiceIsNoSubstituteForAnother() throws IOException {
        data(1, 100, false, 1, 2);
        data(1, 100, true, 1, 2);
        sendReplies();
        assertThatThrownBy(() -> read(4)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void anErrorHasTheServersTextAndTheConnectionGoesOn() throws IOException {
        error(1, NbdError.EIO, "line 3 of disk.py");
        data(2, 100, true, 7);
        sendReplies();
        assertThatThrownBy(() -> read(4))
                .isInstanceOfSatisfying(
                        RequestFailedException.class, e -> assertThat(e.error()).isEqualTo(NbdError.EIO))
                .hasMessage("EIO: READ offset=100 length=4 failed: line 3 of disk.py");
        assertThat(read(1)).containsExactly(7);
    }

    @Test
    void anUnknownErrorIsInvalid() throws IOException {
        negotiated(ReplyFormat.SIMPLE);
        reply.putInt(SimpleReplyHeader.MAGIC).putInt(9999).putLong(1);
        sendReplies();
        assertThatThrownBy(() -> read(1)).hasMessageStartingWith("EINVAL");
    }

    private void assertEnds(String text) throws IOException {
        sendReplies();
        assertThatThrownBy(() -> read(6))
                .isNotInstanceOf(RequestFailedException.class)
                .hasMessageContaining(text);
        assertThatThrownBy(() -> read(6)).hasMessageContaining("the connection has ended: ");
    }

    @Test
    void aReadThatIsNotCoveredEndsTheConnection() throws IOException {
        data(1, 100, true, 1, 2, 3);
        assertEnds("3 bytes came in reply to READ offset=100 length=6");
    }

    @Test
    void aChunkOutsideOfTheReadEndsTheConnection() throws IOException {
        data(1, 104, true, 1, 2, 3);
        assertEnds("a chunk of 3 bytes at byte 4");
    }

    @Test
    void aChunkBeforeTheReadEndsTheConnection() throws IOException {
        hole(1, 99, 7, true);
        assertEnds("a chunk of 7 bytes at byte -1");
    }

    @Test
    void aSimpleReplyToAReadEndsTheConnectionWhereChunksAreNegotiated() throws IOException {
        SimpleReplyHeader.encodeSuccess(reply, 1);
        assertEnds("the format SIMPLE, which was not negotiated");
    }

    @Test
    void aStructuredReplyEndsTheConnectionWhereExtendedHeadersAreNegotiated() throws IOException {
        hole(1, 100, 6, true);
        negotiated(ReplyFormat.EXTENDED);
        assertEnds("the format STRUCTURED, which was not negotiated");
    }

    @Test
    void aReplyToNothingEndsTheConnection() throws IOException {
        hole(77, 100, 6, true);
        assertEnds("not in flight: cookie 77");
    }

    @Test
    void theEndOfTheInputEndsTheConnection() throws IOException {
        replies.sink().close();
        assertThatThrownBy(() -> read(6)).hasMessageContaining("the server has disconnected");
    }

    @Test
    void extendedBlockStatusHas64Bits() throws IOException {
        negotiated(ReplyFormat.EXTENDED);
        format.encodeChunkHeader(reply, true, ChunkType.BLOCK_STATUS_EXT, 1, 0, BlockStatusExtChunk.payloadLength(2));
        BlockStatusExtChunk.encodeHead(reply, 5, 2);
        BlockStatusExtChunk.encodeDescriptor(reply, 10L << 40, 3);
        BlockStatusExtChunk.encodeDescriptor(reply, 1, 1L << 40);
        sendReplies();
        PendingStatus status = new PendingStatus(0, 1L << 50, Map.of(5, "x-a:b"), transmission.newCondition());
        transmission.perform(status, 0, 1L << 50, null);
        assertThat(status.extents())
                .containsEntry("x-a:b", List.of(new StatusExtent(10L << 40, 3), new StatusExtent(1, 1L << 40)));
    }

    private long receiveCookie() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RequestHeader.SIZE);
        while (header.hasRemaining()) {
            requests.source().read(header);
        }
        return RequestHeader.cookie(header, 0);
    }

    @Test
    void repliesFindTheirThreadsInWhateverOrderTheyCome() throws Exception {
        negotiated(ReplyFormat.SIMPLE);
        int count = 64;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(threads.submit(() -> {
                    transmission.perform(
                            new PendingRequest(NbdCommand.FLUSH, 0, 0, transmission.newCondition()), 0, 0, null);
                    return null;
                }));
            }
            List<Long> cookies = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cookies.add(receiveCookie());
            }
            for (long cookie : cookies.reversed()) {
                SimpleReplyHeader.encodeSuccess(reply, cookie);
                sendReplies();
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void whenTheConnectionEndsAllThatWaitFail() throws Exception {
        negotiated(ReplyFormat.SIMPLE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(threads.submit(() -> read(1)));
            }
            for (int i = 0; i < 8; i++) {
                receiveCookie();
            }
            replies.sink().close();
            for (Future<byte[]> call : calls) {
                assertThatThrownBy(call::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("the server has disconnected");
            }
        }
    }
}
