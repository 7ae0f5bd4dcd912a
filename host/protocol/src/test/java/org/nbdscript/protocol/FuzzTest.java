package org.nbdscript.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.ExportNameReply;
import org.nbdscript.protocol.handshake.Greeting;
import org.nbdscript.protocol.handshake.HandshakeFlags;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionDecoder;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyCodec;
import org.nbdscript.protocol.handshake.OptionReplyDecoder;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.BlockStatusChunk;
import org.nbdscript.protocol.transmission.BlockStatusExtChunk;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.ErrorChunk;
import org.nbdscript.protocol.transmission.ErrorOffsetChunk;
import org.nbdscript.protocol.transmission.ExtendedReplyHeader;
import org.nbdscript.protocol.transmission.ExtendedRequestHeader;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.OffsetDataChunk;
import org.nbdscript.protocol.transmission.OffsetHoleChunk;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestHeader;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;
import org.nbdscript.protocol.transmission.StructuredReplyHeader;

/**
 * Whatever comes, decoding gives a message, asks for more, or throws the protocol's own exception. A failure prints the
 * seed; {@code -Dnbdscript.fuzz.seed=N} repeats it, {@code -Dnbdscript.fuzz.rounds=N} runs longer.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("nbdscript.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("nbdscript.fuzz.rounds", 20_000);

    private static final List<ByteBuffer> OPTIONS = List.of(
                    new OptionRequest.ExportName("disk"),
                    new OptionRequest.Abort(),
                    new OptionRequest.ListExports(),
                    new OptionRequest.StartTls(),
                    new OptionRequest.Info("dé", Set.of(InfoType.NAME)),
                    new OptionRequest.Go("", Set.of(InfoType.values())),
                    new OptionRequest.StructuredReply(),
                    new OptionRequest.ListMetaContext("disk", List.of()),
                    new OptionRequest.SetMetaContext("disk", List.of("base:allocation", "x-a:b")),
                    new OptionRequest.ExtendedHeaders())
            .stream()
            .map(OptionRequestCodec::encode)
            .toList();

    private static final List<ByteBuffer> REPLIES = List.of(
                    new OptionReply.Ack(),
                    new OptionReply.Server("disk", "a disk"),
                    new OptionReply.ExportInfo(1 << 20, TransmissionFlags.NONE),
                    new OptionReply.NameInfo("disk"),
                    new OptionReply.DescriptionInfo("a disk"),
                    new OptionReply.BlockSizeInfo(BlockSizes.DEFAULT),
                    new OptionReply.MetaContext(1, BaseAllocation.NAME),
                    new OptionReply.Failure(OptionReplyType.ERR_UNKNOWN, "no such export"))
            .stream()
            .map(reply -> OptionReplyCodec.encode(NbdOption.GO.code(), reply))
            .toList();

    /** Reads one kind of message from a buffer. */
    private interface Decoder {
        @Nullable
        Object decode(ByteBuffer from) throws ProtocolException;
    }

    /** Runs a decoder over generated input and turns anything but the protocol's exception into a failure. */
    private static void fuzz(List<ByteBuffer> samples, Consumer<ByteBuffer> target) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = input(random, samples);
            try {
                target.accept(ByteBuffer.wrap(input));
            } catch (RuntimeException | AssertionError e) {
                fail(
                        "seed %d, round %d: %s"
                                .formatted(SEED, round, HexFormat.of().formatHex(input)),
                        e);
            }
        }
    }

    private static byte[] input(Random random, List<ByteBuffer> samples) {
        ByteBuffer chosen = samples.get(random.nextInt(samples.size())).duplicate();
        byte[] sample = new byte[chosen.remaining()];
        chosen.get(sample);
        byte[] input = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(sample, random.nextInt(sample.length + 1));
            case 1 -> Arrays.copyOf(sample, sample.length + random.nextInt(40));
            case 2 -> randomBytes(random, random.nextInt(300));
            default -> sample.clone();
        };
        for (int changes = random.nextInt(4); changes > 0 && input.length > 0; changes--) {
            int at = random.nextInt(input.length);
            input[at] = changed(random, input[at]);
        }
        return input;
    }

    /** Another byte: the largest, a near one (lengths that are a little off), or any. */
    private static byte changed(Random random, byte old) {
        return (byte)
                switch (random.nextInt(3)) {
                    case 0 -> 0xff;
                    case 1 -> old + random.nextInt(-4, 5);
                    default -> random.nextInt(256);
                };
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** All messages of an input, decoded until it is used up or the protocol's exception ends it. */
    private static List<Object> messages(ByteBuffer from, int pieceSize, Decoder decoder) {
        List<Object> messages = new ArrayList<>();
        try {
            while (from.hasRemaining()) {
                ByteBuffer piece = from.slice(from.position(), Math.min(pieceSize, from.remaining()));
                Object message = decoder.decode(piece);
                if (message != null) {
                    messages.add(message);
                } else {
                    assertThat(piece.hasRemaining()).isFalse();
                }
                from.position(from.position() + piece.position());
            }
        } catch (ProtocolException e) {
            messages.add(String.valueOf(e.getMessage()));
        }
        return messages;
    }

    @Test
    void optionsDecodeTheSameInOnePieceAndInSingleBytes() {
        fuzz(
                OPTIONS,
                input -> assertThat(messages(input.duplicate(), 1, new OptionDecoder(200, 2000)::decode))
                        .isEqualTo(messages(input, Integer.MAX_VALUE, new OptionDecoder(200, 2000)::decode)));
    }

    @Test
    void repliesToOptionsDecodeTheSameInOnePieceAndInSingleBytes() {
        fuzz(
                REPLIES,
                input -> assertThat(messages(input.duplicate(), 1, new OptionReplyDecoder()::decode))
                        .isEqualTo(messages(input, Integer.MAX_VALUE, new OptionReplyDecoder()::decode)));
    }

    @Test
    void greetingsAndAnswersNeverBreakTheDecoder() {
        ByteBuffer oldstyle = Bytes.buffer(new Greeting.Oldstyle(1, TransmissionFlags.NONE)::encode);
        ByteBuffer newstyle = Bytes.buffer(new Greeting.Newstyle(HandshakeFlags.ALL)::encode);
        fuzz(List.of(oldstyle, newstyle), input -> {
            attempt(() -> Greeting.decode(input.duplicate()));
            attempt(() -> ExportNameReply.decode(input.duplicate(), ClientFlags.ALL));
            if (input.remaining() >= ClientFlags.SIZE) {
                attempt(() -> ClientFlags.decode(input.duplicate(), HandshakeFlags.ALL));
            }
        });
    }

    @Test
    void requestsNeverBreakTheDecoder() {
        ByteBuffer compact = Bytes.buffer(into -> RequestHeader.encode(into, 1, 1, 2, 3, 4));
        ByteBuffer extended = Bytes.buffer(into -> ExtendedRequestHeader.encode(into, 32, 7, 2, 3, 16));
        fuzz(List.of(compact, extended), input -> {
            attempt(() -> RequestHeader.hasArrived(input) ? RequestHeader.payloadLength(input, 0) : null);
            attempt(() -> ExtendedRequestHeader.hasArrived(input)
                    ? BlockStatusPayload.contextCount(ExtendedRequestHeader.payloadLength(input, 0))
                    : null);
        });
    }

    @Test
    void repliesAndChunksNeverBreakTheDecoder() {
        fuzz(replySamples(), input -> attempt(() -> decodeReply(input)));
    }

    private static List<ByteBuffer> replySamples() {
        byte[] text = NbdString.encodeText("no space");
        ByteBuffer simple = Bytes.buffer(into -> SimpleReplyHeader.encodeError(into, NbdError.EIO, 1));
        ByteBuffer hole = Bytes.buffer(into -> {
            StructuredReplyHeader.encode(into, true, ChunkType.OFFSET_HOLE, 1, OffsetHoleChunk.SIZE);
            OffsetHoleChunk.encode(into, 0, 512);
        });
        ByteBuffer error = Bytes.buffer(into -> {
            long length = ErrorOffsetChunk.payloadLength(text.length);
            StructuredReplyHeader.encode(into, true, ChunkType.ERROR_OFFSET, 1, length);
            ErrorOffsetChunk.encode(into, NbdError.ENOSPC, text, 512);
        });
        ByteBuffer status = Bytes.buffer(into -> {
            ExtendedReplyHeader.encode(
                    into, true, ChunkType.BLOCK_STATUS_EXT, 1, 0, BlockStatusExtChunk.payloadLength(1));
            BlockStatusExtChunk.encodeHead(into, 1, 1);
            BlockStatusExtChunk.encodeDescriptor(into, 4096, 0);
        });
        return List.of(simple, hole, error, status);
    }

    private static @Nullable Object decodeReply(ByteBuffer input) throws ProtocolException {
        ReplyFormat format = ReplyFormat.arrived(input);
        if (format == null || format == ReplyFormat.SIMPLE) {
            return format;
        }
        boolean extended = format == ReplyFormat.EXTENDED;
        long length = extended ? ExtendedReplyHeader.length(input, 0) : StructuredReplyHeader.length(input, 0);
        int code = extended ? ExtendedReplyHeader.type(input, 0) : StructuredReplyHeader.type(input, 0);
        ChunkType type = ChunkType.byCode(code);
        int at = format.size();
        // A client goes on only when it has room for the payload and all of it has come.
        if (type == null || length < 0 || length > input.limit() - at) {
            return type;
        }
        return decodeChunk(type, input.slice(at, (int) length), length);
    }

    private static @Nullable Object decodeChunk(ChunkType type, ByteBuffer payload, long length)
            throws ProtocolException {
        switch (type) {
            case NONE -> {}
            case OFFSET_DATA -> OffsetDataChunk.dataLength(length);
            case OFFSET_HOLE -> OffsetHoleChunk.check(payload, 0, length);
            case BLOCK_STATUS -> {
                int count = BlockStatusChunk.descriptorCount(length);
                return BlockStatusChunk.length(payload, 0, count - 1) + BlockStatusChunk.flags(payload, 0, count - 1);
            }
            case BLOCK_STATUS_EXT -> {
                int count = BlockStatusExtChunk.descriptorCount(payload, 0, length);
                return BlockStatusExtChunk.length(payload, 0, count - 1);
            }
            case ERROR -> {
                return ErrorChunk.message(payload, 0, length);
            }
            case ERROR_OFFSET -> {
                return ErrorOffsetChunk.message(payload, 0, length) + ErrorOffsetChunk.offset(payload, 0);
            }
        }
        return type;
    }

    /** A call that may throw the protocol's exception. */
    private interface Attempt {
        @Nullable
        Object run() throws ProtocolException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
