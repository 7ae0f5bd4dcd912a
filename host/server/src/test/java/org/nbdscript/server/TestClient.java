package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyDecoder;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.ExtendedReplyHeader;
import org.nbdscript.protocol.transmission.ExtendedRequestHeader;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestHeader;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;
import org.nbdscript.protocol.transmission.StructuredReplyHeader;
import org.nbdscript.tls.TestSessions;
import org.nbdscript.tls.TlsSession;
import org.nbdscript.tls.Wire;

/** A client that says exactly what a test wants, wrong things too. */
final class TestClient implements AutoCloseable {
    private final SocketChannel channel;
    private Wire wire = new ChannelWire();
    private final OptionReplyDecoder optionReplies = new OptionReplyDecoder();
    private ByteBuffer input = ByteBuffer.allocate(1 << 16).limit(0);
    private ReplyFormat format = ReplyFormat.SIMPLE;
    private boolean byteAtATime;
    private final Map<Long, Long> requestOffsets = new HashMap<>();
    private long nextCookie = 0x0102030405060708L;

    TestClient(Path socket) throws IOException {
        this(UnixDomainSocketAddress.of(socket));
    }

    TestClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    /** The bytes as they are. */
    private final class ChannelWire implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer[] from, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                while (from[i].hasRemaining()) {
                    channel.write(from[i]);
                }
            }
        }
    }

    /** Shakes hands; all is encrypted from then on. */
    TlsSession handshake(TestSessions sessions) throws IOException {
        assertThat(input.remaining()).as("bytes that were not expected").isZero();
        TlsSession session = sessions.client(wire);
        session.handshake();
        wire = session;
        return session;
    }

    /** Negotiates TLS. */
    TlsSession startTls(TestSessions sessions) throws IOException {
        assertThat(option(new OptionRequest.StartTls())).containsExactly(new OptionReply.Ack());
        return handshake(sessions);
    }

    /** From now on each byte is sent by a write of its own. */
    TestClient sendByteAtATime() {
        byteAtATime = true;
        return this;
    }

    void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (byteAtATime) {
                ByteBuffer one = bytes.slice(bytes.position(), 1);
                bytes.position(bytes.position() + 1);
                wire.write(new ByteBuffer[] {one}, 1);
            } else {
                wire.write(new ByteBuffer[] {bytes}, 1);
            }
        }
    }

    void send(String hex) throws IOException {
        send(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    /** The input ends for the server; answers can still be received. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    private void require(int count) throws IOException {
        if (input.capacity() - input.position() < count) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(count, input.capacity()));
            input = larger.put(input).flip();
        }
        while (input.remaining() < count) {
            int position = input.position();
            input.position(input.limit()).limit(input.capacity());
            int received = wire.read(input);
            input.limit(input.position()).position(position);
            if (received < 0) {
                throw new EOFException("the server has disconnected");
            }
        }
    }

    byte[] receive(int count) throws IOException {
        require(count);
        byte[] bytes = new byte[count];
        input.get(bytes);
        return bytes;
    }

    /** Waits until the server disconnects, and is content with nothing else. */
    void awaitDisconnect() throws IOException {
        assertThat(input.remaining())
                .as("bytes that were received, but not expected")
                .isZero();
        ByteBuffer more = ByteBuffer.allocate(100);
        int count;
        try {
            count = wire.read(more);
        } catch (IOException e) {
            return;
        }
        assertThat(count).as("a disconnect is expected, but bytes came").isEqualTo(-1);
    }

    void greet() throws IOException {
        greet(ClientFlags.ALL);
    }

    void greet(ClientFlags flags) throws IOException {
        require(Greeting.Newstyle.SIZE);
        Greeting greeting = Greeting.decode(input);
        assertThat(greeting).isInstanceOf(Greeting.Newstyle.class);
        ByteBuffer answer = ByteBuffer.allocate(ClientFlags.SIZE);
        flags.encode(answer);
        send(answer.flip());
    }

    void sendOption(OptionRequest option) throws IOException {
        send(OptionRequestCodec.encode(option));
    }

    /** Sends an option and gives all replies. */
    List<OptionReply> option(OptionRequest option) throws IOException {
        sendOption(option);
        return optionReplies(option.option());
    }

    List<OptionReply> optionReplies(int option) throws IOException {
        List<OptionReply> replies = new ArrayList<>();
        while (true) {
            OptionReplyDecoder.Received received = optionReplies.decode(input);
            if (received == null) {
                require(1);
                continue;
            }
            assertThat(received.option()).isEqualTo(option);
            replies.add(received.reply());
            if (received.reply().isFinal()) {
                return replies;
            }
        }
    }

    void negotiateStructuredReplies() throws IOException {
        negotiate(ReplyFormat.STRUCTURED);
    }

    /** Negotiates a format and, if it can, {@code base:allocation}. */
    void negotiate(ReplyFormat wanted) throws IOException {
        negotiate(wanted, "base:allocation");
    }

    void negotiate(ReplyFormat wanted, String... contexts) throws IOException {
        format = wanted;
        if (wanted != ReplyFormat.SIMPLE) {
            assertThat(option(
                            wanted == ReplyFormat.EXTENDED
                                    ? new OptionRequest.ExtendedHeaders()
                                    : new OptionRequest.StructuredReply()))
                    .containsExactly(new OptionReply.Ack());
            option(new OptionRequest.SetMetaContext("", List.of(contexts)));
        }
    }

    /** Chooses an export. */
    OptionReply.ExportInfo go(String export) throws IOException {
        List<OptionReply> replies = option(new OptionRequest.Go(export, Set.of()));
        assertThat(replies.getLast()).isEqualTo(new OptionReply.Ack());
        return (OptionReply.ExportInfo) replies.getFirst();
    }

    /** Sends a request header and gives its cookie. */
    long request(NbdCommand command, int flags, long offset, long length) throws IOException {
        return request(command.code(), flags, offset, length);
    }

    long request(int command, int flags, long offset, long length) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(ExtendedRequestHeader.SIZE);
        if (format == ReplyFormat.EXTENDED) {
            ExtendedRequestHeader.encode(header, flags, command, ++nextCookie, offset, length);
        } else {
            RequestHeader.encode(header, flags, command, ++nextCookie, offset, length);
        }
        requestOffsets.put(nextCookie, offset);
        send(header.flip());
        return nextCookie;
    }

    long write(int flags, long offset, byte[] data) throws IOException {
        int payloadLen = format == ReplyFormat.EXTENDED ? CommandFlags.PAYLOAD_LEN : 0;
        long cookie = request(NbdCommand.WRITE, flags | payloadLen, offset, data.length);
        send(ByteBuffer.wrap(data));
        return cookie;
    }

    /** A request without payload, and its reply. */
    Reply call(NbdCommand command, int flags, long offset, long length) throws IOException {
        long cookie = request(command, flags, offset, length);
        return reply(cookie, command == NbdCommand.READ ? length : 0);
    }

    /** A write and its reply. */
    Reply callWrite(int flags, long offset, byte[] data) throws IOException {
        return reply(write(flags, offset, data), 0);
    }

    /**
     * The reply to one request, all its chunks.
     *
     * @param simpleData how many bytes follow a simple reply that says success
     */
    Reply reply(long cookie, long simpleData) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        while (true) {
            Chunk chunk = chunk(simpleData);
            assertThat(chunk.cookie()).isEqualTo(cookie);
            chunks.add(chunk);
            if (chunk.isDone()) {
                return new Reply(chunks);
            }
        }
    }

    /** The next chunk of a client that has negotiated structured replies by itself. */
    Chunk structuredChunk() throws IOException {
        format = ReplyFormat.STRUCTURED;
        return chunk(0);
    }

    /** The next simple reply or chunk, whatever request it belongs to. */
    Chunk chunk(long simpleData) throws IOException {
        ReplyFormat came = replyFormat();
        int at = input.position();
        input.position(at + came.size());
        if (came == ReplyFormat.SIMPLE) {
            assertThat(format).isNotEqualTo(ReplyFormat.EXTENDED);
            int error = SimpleReplyHeader.error(input, at);
            long cookie = SimpleReplyHeader.cookie(input, at);
            byte[] data = receive(error == 0 ? (int) simpleData : 0);
            return new Chunk(cookie, true, null, error, ByteBuffer.wrap(data));
        }
        assertThat(came).isEqualTo(format);
        boolean done = StructuredReplyHeader.done(input, at);
        ChunkType type = ChunkType.byCode(StructuredReplyHeader.type(input, at));
        long cookie = StructuredReplyHeader.cookie(input, at);
        int length = (int) StructuredReplyHeader.length(input, at);
        if (came == ReplyFormat.EXTENDED) {
            assertThat(ExtendedReplyHeader.offset(input, at)).isEqualTo(requestOffsets.get(cookie));
            length = (int) ExtendedReplyHeader.length(input, at);
        }
        ByteBuffer payload = ByteBuffer.wrap(receive(length));
        int error = type != null && type.isError() ? payload.getInt(0) : 0;
        return new Chunk(cookie, done, type, error, payload);
    }

    private ReplyFormat replyFormat() throws IOException {
        while (true) {
            @Nullable ReplyFormat format = arrived();
            if (format != null) {
                return format;
            }
            require(input.remaining() + 1);
        }
    }

    private @Nullable ReplyFormat arrived() throws ProtocolException {
        return ReplyFormat.arrived(input);
    }

    /**
     * A simple reply or a chunk.
     *
     * @param type null for a simple reply
     * @param error 0 for none
     * @param payload of the chunk, or the data of the simple reply
     */
    record Chunk(long cookie, boolean isDone, @Nullable ChunkType type, int error, ByteBuffer payload) {}

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
