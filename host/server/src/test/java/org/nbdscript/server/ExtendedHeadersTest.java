package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.protocol.handshake.NbdOption;
import org.nbdscript.protocol.handshake.OptionHeader;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.BlockStatusPayload;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.RequestHeader;

/**
 * What extended headers bring, besides the rules that hold for all formats (the branch {@code extension-ext-header} of
 * the specification).
 */
@Timeout(60)
class ExtendedHeadersTest {
    private static final OptionReply ACK = new OptionReply.Ack();
    private static final OptionRequest EXTENDED = new OptionRequest.ExtendedHeaders();
    private static final long HUGE = 1L << 50;

    private final FakeDisk disk = new FakeDisk(1 << 20);
    private final ServerFixture server = new ServerFixture(disk);

    @AfterEach
    void close() {
        assertThat(server.services.errors).isEmpty();
        server.close();
    }

    private TestClient greeted() throws IOException {
        TestClient client = server.connect();
        client.greet();
        return client;
    }

    private TestClient extended() throws IOException {
        return server.client(ReplyFormat.EXTENDED);
    }

    private static OptionReplyType failure(List<OptionReply> replies) {
        assertThat(replies).singleElement().isInstanceOf(OptionReply.Failure.class);
        return ((OptionReply.Failure) replies.getFirst()).type();
    }

    /** The connection goes on and is in step. */
    private static void assertGoesOn(TestClient client) throws IOException {
        Reply reply = client.call(NbdCommand.READ, 0, 100, 50);
        assertThat(reply.data(100, 50)).isEqualTo(FakeDisk.expected(100, 50));
    }

    @Test
    void theyAreNegotiatedOnceAndHoldAgainstStructuredReplies() throws IOException {
        try (TestClient client = greeted()) {
            assertThat(client.option(EXTENDED)).containsExactly(ACK);
            assertThat(failure(client.option(EXTENDED))).isEqualTo(OptionReplyType.ERR_INVALID);
            assertThat(failure(client.option(new OptionRequest.StructuredReply())))
                    .isEqualTo(OptionReplyType.ERR_EXT_HEADER_REQD);
        }
    }

    @Test
    void theyMayFollowStructuredReplies() throws IOException {
        try (TestClient client = greeted()) {
            assertThat(client.option(new OptionRequest.StructuredReply())).containsExactly(ACK);
            client.negotiate(ReplyFormat.EXTENDED);
            client.go("");
            assertGoesOn(client);
        }
    }

    @Test
    void theOptionTakesNoData() throws IOException {
        try (TestClient client = greeted()) {
            ByteBuffer option = ByteBuffer.allocate(OptionHeader.SIZE + 3);
            new OptionHeader(NbdOption.EXTENDED_HEADERS.code(), 3).encode(option);
            client.send(option.clear());
            assertThat(failure(client.optionReplies(NbdOption.EXTENDED_HEADERS.code())))
                    .isEqualTo(OptionReplyType.ERR_INVALID);
            assertThat(client.option(EXTENDED)).containsExactly(ACK);
        }
    }

    @Test
    void exportNameAfterThemDisconnects() throws IOException {
        try (TestClient client = greeted()) {
            assertThat(client.option(EXTENDED)).containsExactly(ACK);
            client.sendOption(new OptionRequest.ExportName(""));
            client.awaitDisconnect();
        }
    }

    @Test
    void aCompactRequestDisconnects() throws IOException {
        try (TestClient client = extended()) {
            ByteBuffer header = ByteBuffer.allocate(RequestHeader.SIZE);
            RequestHeader.encode(header, 0, NbdCommand.FLUSH.code(), 1, 0, 0);
            client.send(header.flip());
            client.awaitDisconnect();
        }
    }

    @Test
    void aWriteWithoutPayloadLenIsRefusedWithEinvalAndHasNoPayload() throws IOException {
        try (TestClient client = extended()) {
            client.call(NbdCommand.WRITE, 0, 0, 512).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NbdCommand.class,
            names = {"READ", "FLUSH", "TRIM", "CACHE", "WRITE_ZEROES"})
    void aPayloadThatDoesNotGoWithTheCommandIsConsumedAndRefusedWithEinval(NbdCommand command) throws IOException {
        try (TestClient client = extended()) {
            long cookie = client.request(command, CommandFlags.PAYLOAD_LEN, 0, 70_000);
            client.send(ByteBuffer.allocate(70_000));
            client.reply(cookie, 0).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 32, -1, Long.MIN_VALUE})
    void aPayloadTooLongToBeConsumedDisconnects(long length) throws IOException {
        try (TestClient client = extended()) {
            client.request(NbdCommand.WRITE, CommandFlags.PAYLOAD_LEN, 0, length);
            client.awaitDisconnect();
        }
        assertThat(server.services.warnings).singleElement().asString().contains("has more payload than");
        server.services.warnings.clear();
    }

    @Test
    void rangesOf64BitsTakeOneRequest() throws IOException {
        disk.size = HUGE;
        disk.onExtents = (offset, length, sink) -> sink.add(0, HUGE, ExtentType.HOLE_ZERO);
        try (TestClient client = extended()) {
            client.call(NbdCommand.TRIM, 0, 0, HUGE).assertSuccess();
            client.call(NbdCommand.WRITE_ZEROES, 0, 512, HUGE - 512).assertSuccess();
            client.call(NbdCommand.CACHE, 0, 1, HUGE - 1).assertSuccess();
            Reply status = client.call(NbdCommand.BLOCK_STATUS, 0, 0, HUGE);
            assertThat(status.types()).containsExactly(ChunkType.BLOCK_STATUS_EXT);
            assertThat(status.extents(1)).containsExactly(HUGE + ":3");
        }
        assertThat(disk.calls)
                .containsSubsequence(
                        "trim 0 " + HUGE + " ",
                        "zero 512 " + (HUGE - 512) + " may_trim",
                        "cache 1 " + (HUGE - 1),
                        "extents 0 " + HUGE + " ");
    }

    @Test
    void rangesThatWrapAroundAreRefused() throws IOException {
        try (TestClient client = extended()) {
            client.call(NbdCommand.TRIM, 0, 512, -1).assertError(NbdError.EINVAL);
            client.call(NbdCommand.WRITE_ZEROES, 0, 512, -1).assertError(NbdError.ENOSPC);
            client.call(NbdCommand.CACHE, 0, -1, -1).assertError(NbdError.EINVAL);
            client.call(NbdCommand.BLOCK_STATUS, 0, 512, Long.MIN_VALUE).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 32, -1})
    void aReadOfMoreThan32BitsIsRefusedWithEoverflow(long length) throws IOException {
        disk.size = HUGE;
        try (TestClient client = extended()) {
            client.call(NbdCommand.READ, 0, 0, length).assertError(NbdError.EOVERFLOW);
            assertGoesOn(client);
        }
    }

    private static Reply statusOf(TestClient client, long effectLength, int... contexts) throws IOException {
        int length = (int) BlockStatusPayload.payloadLength(contexts.length);
        ByteBuffer payload = ByteBuffer.allocate(length);
        BlockStatusPayload.encode(payload, effectLength, contexts);
        long cookie = client.request(NbdCommand.BLOCK_STATUS, CommandFlags.PAYLOAD_LEN, 0, length);
        client.send(payload.flip());
        return client.reply(cookie, 0);
    }

    private TestClient withContexts() throws IOException {
        disk.contexts = List.of(new MetaContext("x-test:a"), new MetaContext("x-test:b"));
        TestClient client = greeted();
        client.negotiate(ReplyFormat.EXTENDED, "base:allocation", "x-test:b", "x-test:a");
        client.go("");
        return client;
    }

    @Test
    void aBlockStatusPayloadSelectsContexts() throws IOException {
        disk.size = HUGE;
        try (TestClient client = withContexts()) {
            Reply one = statusOf(client, HUGE, 3);
            assertThat(one.types()).hasSize(1);
            assertThat(one.extents(3)).containsExactly(HUGE + ":0");
            Reply two = statusOf(client, 512, 2, 1);
            assertThat(two.types()).hasSize(2);
            assertThat(two.extents(1)).containsExactly("512:0");
            assertThat(two.extents(2)).containsExactly("512:0");
            assertThat(client.call(NbdCommand.BLOCK_STATUS, 0, 0, 512).types()).hasSize(3);
        }
    }

    @Test
    void aBlockStatusPayloadThatIsWrongIsConsumedAndRefusedWithEinval() throws IOException {
        try (TestClient client = withContexts()) {
            statusOf(client, 512).assertError(NbdError.EINVAL);
            statusOf(client, 512, 1, 1).assertError(NbdError.EINVAL);
            statusOf(client, 512, 1, 4).assertError(NbdError.EINVAL);
            statusOf(client, 512, 1, 2, 3, -1).assertError(NbdError.EINVAL);
            statusOf(client, 0, 1).assertError(NbdError.EINVAL);
            statusOf(client, -1, 1).assertError(NbdError.EINVAL);
            long cookie = client.request(NbdCommand.BLOCK_STATUS, CommandFlags.PAYLOAD_LEN, 0, 13);
            client.send(ByteBuffer.allocate(13));
            client.reply(cookie, 0).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        }
    }

    @Test
    void theFlagForBlockStatusPayloadNeedsExtendedHeadersAndContexts() throws IOException {
        try (TestClient client = greeted();
                TestClient structured = greeted()) {
            assertThat(client.option(EXTENDED)).containsExactly(ACK);
            assertThat(blockStatusPayload(client)).isFalse();
            client.option(new OptionRequest.SetMetaContext("other", List.of("base:allocation")));
            assertThat(blockStatusPayload(client)).isFalse();
            client.option(new OptionRequest.SetMetaContext("", List.of("base:allocation")));
            assertThat(blockStatusPayload(client)).isTrue();
            structured.negotiate(ReplyFormat.STRUCTURED);
            assertThat(blockStatusPayload(structured)).isFalse();
        }
    }

    private static boolean blockStatusPayload(TestClient client) throws IOException {
        OptionReply.ExportInfo info = (OptionReply.ExportInfo)
                client.option(new OptionRequest.Info("", Set.of())).getFirst();
        return info.flags().blockStatusPayload();
    }

    @Test
    void withoutThatFlagAPayloadIsConsumedAndRefusedWithEinval() throws IOException {
        try (TestClient client = greeted()) {
            client.negotiate(ReplyFormat.EXTENDED, "x-nothing:here");
            client.go("");
            statusOf(client, 512, 1).assertError(NbdError.EINVAL);
            assertGoesOn(client);
        }
    }

    @Test
    void randomRequestsAreEachAnsweredInStep() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TestClient client = withContexts()) {
            for (int i = 0; i < 3000; i++) {
                int command = random.nextInt(10);
                if (command == NbdCommand.DISC.code()) {
                    continue;
                }
                int flags = random.nextInt(2) == 0 ? random.nextInt(1 << 7) : 0;
                long offset = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1 << 20);
                boolean hasPayload = (flags & CommandFlags.PAYLOAD_LEN) != 0;
                long length = random.nextInt(4) == 0 && !hasPayload ? random.nextLong() : random.nextInt(5000);
                long cookie = client.request(command, flags, offset, length);
                if (hasPayload) {
                    client.send(ByteBuffer.allocate((int) length));
                }
                assertThat(client.reply(cookie, 0).chunks()).as("seed %d", seed).isNotEmpty();
            }
        }
    }
}
