package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Support;
import org.nbdscript.engine.Alignment;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.protocol.transmission.SimpleReplyHeader;

/** Which requests are carried out and which are refused, with simple, structured and extended replies. */
@Timeout(60)
class RequestRulesTest {
    private static final int SIZE = 10_000;

    private final FakeDisk disk = new FakeDisk(SIZE);

    private Alignment alignment = Alignment.FIX;

    /** What is said to one client. */
    interface Talk {
        void with(TestClient client) throws IOException;
    }

    private void talk(ReplyFormat format, Talk talk) throws IOException {
        talk(format, UnaryOperator.identity(), talk);
    }

    private void talk(ReplyFormat format, UnaryOperator<ServerConfiguration> setting, Talk talk) throws IOException {
        try (ServerFixture server = new ServerFixture(new FakePlugin(context -> disk), alignment, setting);
                TestClient client = server.client(format)) {
            talk.with(client);
            assertThat(server.services.errors).isEmpty();
        }
    }

    /** The connection goes on and is in step. */
    private static void assertGoesOn(TestClient client) throws IOException {
        Reply reply = client.call(NbdCommand.READ, 0, 100, 50);
        reply.assertSuccess();
        assertThat(reply.data(100, 50)).isEqualTo(FakeDisk.expected(100, 50));
    }

    @ParameterizedTest
    @EnumSource
    void emptyRequestsSucceedAndDoNothing(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.call(NbdCommand.TRIM, 0, 5, 0).assertSuccess();
            client.call(NbdCommand.WRITE_ZEROES, 0, SIZE, 0).assertSuccess();
            client.call(NbdCommand.CACHE, 0, 5, 0).assertSuccess();
            client.callWrite(CommandFlags.FUA, 5, new byte[0]).assertSuccess();
            Reply read = client.call(NbdCommand.READ, 0, 5, 0);
            read.assertSuccess();
            if (format != ReplyFormat.SIMPLE) {
                assertThat(read.types()).containsExactly(ChunkType.NONE);
            }
            assertThat(disk.calls).isEmpty();
        });
    }

    @Test
    void emptyBlockStatusIsRefusedWithEinval() throws IOException {
        talk(
                ReplyFormat.STRUCTURED,
                client -> client.call(NbdCommand.BLOCK_STATUS, 0, 5, 0).assertError(NbdError.EINVAL));
    }

    @ParameterizedTest
    @EnumSource
    void requestsPastTheEndAreRefusedWithEinval(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.call(NbdCommand.READ, 0, SIZE, 1).assertError(NbdError.EINVAL);
            client.call(NbdCommand.READ, 0, SIZE + 1, 0).assertError(NbdError.EINVAL);
            client.call(NbdCommand.TRIM, 0, SIZE - 1, 2).assertError(NbdError.EINVAL);
            client.call(NbdCommand.CACHE, 0, SIZE - 1, 2).assertError(NbdError.EINVAL);
            if (format != ReplyFormat.SIMPLE) {
                client.call(NbdCommand.BLOCK_STATUS, 0, SIZE, 2).assertError(NbdError.EINVAL);
            }
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        });
    }

    @Test
    void readsThatStraddleTheEndGiveTheValidPartAndThenAnErrorThere() throws IOException {
        talk(ReplyFormat.STRUCTURED, client -> {
            Reply reply = client.call(NbdCommand.READ, 0, SIZE - 100, 300);
            assertThat(reply.types()).containsExactly(ChunkType.OFFSET_DATA, ChunkType.ERROR_OFFSET);
            reply.assertError(NbdError.EINVAL);
            assertThat(Arrays.copyOf(reply.data(SIZE - 100, 300), 100)).isEqualTo(FakeDisk.expected(SIZE - 100, 100));
            assertThat(reply.message()).contains("past the end");
            var payload = reply.chunks().getLast().payload();
            assertThat(payload.getLong(payload.limit() - 8)).isEqualTo(SIZE);
            assertGoesOn(client);
        });
    }

    @Test
    void readsThatStraddleTheEndAreRefusedWithEinvalInSimpleReplies() throws IOException {
        talk(ReplyFormat.SIMPLE, client -> {
            client.call(NbdCommand.READ, 0, SIZE - 100, 300).assertError(NbdError.EINVAL);
            assertGoesOn(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void writesAndZeroesPastTheEndAreRefusedWithEnospc(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.callWrite(0, SIZE - 10, new byte[11]).assertError(NbdError.ENOSPC);
            client.call(NbdCommand.WRITE_ZEROES, 0, SIZE - 10, 11).assertError(NbdError.ENOSPC);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -100, Long.MAX_VALUE, Long.MIN_VALUE, -0x1_0000_0000L})
    void offsetsWhoseEndWrapsAreRefused(long offset) throws IOException {
        talk(ReplyFormat.STRUCTURED, client -> {
            client.call(NbdCommand.READ, 0, offset, 200).assertError(NbdError.EINVAL);
            client.call(NbdCommand.TRIM, 0, offset, 0xffff_ffffL).assertError(NbdError.EINVAL);
            client.callWrite(0, offset, new byte[200]).assertError(NbdError.ENOSPC);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void changesOfAReadOnlyExportAreRefusedWithEpermAndThePayloadIsConsumed(ReplyFormat format) throws IOException {
        talk(format, configuration -> configuration.withReadOnly(true), client -> {
            client.callWrite(0, 0, new byte[5000]).assertError(NbdError.EPERM);
            client.callWrite(0, 0, new byte[500_000]).assertError(NbdError.EPERM);
            client.call(NbdCommand.TRIM, 0, 0, 10).assertError(NbdError.EPERM);
            client.call(NbdCommand.WRITE_ZEROES, 0, 0, 10).assertError(NbdError.EPERM);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void flagsThatDoNotGoWithTheCommandAreRefusedWithEinval(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.call(NbdCommand.READ, 1 << 15, 0, 10).assertError(NbdError.EINVAL);
            client.call(NbdCommand.READ, CommandFlags.NO_HOLE, 0, 10).assertError(NbdError.EINVAL);
            client.callWrite(CommandFlags.DF, 0, new byte[700]).assertError(NbdError.EINVAL);
            if (format != ReplyFormat.EXTENDED) {
                client.callWrite(CommandFlags.PAYLOAD_LEN, 0, new byte[700]).assertError(NbdError.EINVAL);
            }
            client.call(NbdCommand.TRIM, CommandFlags.FAST_ZERO, 0, 10).assertError(NbdError.EINVAL);
            client.call(NbdCommand.CACHE, 1 << 6, 0, 10).assertError(NbdError.EINVAL);
            client.call(NbdCommand.FLUSH, CommandFlags.REQ_ONE, 0, 0).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
            assertGoesOn(client);
        });
    }

    @Test
    void dfWithoutStructuredRepliesIsRefusedWithEinval() throws IOException {
        talk(
                ReplyFormat.SIMPLE,
                client -> client.call(NbdCommand.READ, CommandFlags.DF, 0, 10).assertError(NbdError.EINVAL));
    }

    @ParameterizedTest
    @EnumSource
    void unknownCommandsAreRefusedWithEinval(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.reply(client.request(8, 0, 0, 10), 0).assertError(NbdError.EINVAL);
            client.reply(client.request(0xffff, 0, 0, 10), 0).assertError(NbdError.EINVAL);
            assertGoesOn(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void flushTakesNoRange(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.call(NbdCommand.FLUSH, 0, 0, 0).assertSuccess();
            client.call(NbdCommand.FLUSH, CommandFlags.FUA, 0, 0).assertSuccess();
            client.call(NbdCommand.FLUSH, 0, 1, 0).assertError(NbdError.EINVAL);
            client.call(NbdCommand.FLUSH, 0, 0, 1).assertError(NbdError.EINVAL);
            assertThat(disk.calls).containsExactly("flush", "flush");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAdvertisedIsRefusedWithEinval(ReplyFormat format) throws IOException {
        disk.capabilities = FakeDisk.EVERYTHING.toBuilder()
                .canFlush(false)
                .canTrim(false)
                .zero(Support.NONE)
                .canFastZero(false)
                .fua(Support.NONE)
                .cache(Support.NONE)
                .build();
        talk(format, client -> {
            client.call(NbdCommand.FLUSH, 0, 0, 0).assertError(NbdError.EINVAL);
            client.call(NbdCommand.TRIM, 0, 0, 10).assertError(NbdError.EINVAL);
            client.call(NbdCommand.WRITE_ZEROES, 0, 0, 10).assertError(NbdError.EINVAL);
            client.call(NbdCommand.CACHE, 0, 0, 10).assertError(NbdError.EINVAL);
            client.callWrite(CommandFlags.FUA, 0, new byte[10]).assertError(NbdError.EINVAL);
            assertThat(disk.calls).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatAreNotAlignedToTheMinimumAreMadeToFit(ReplyFormat format) throws IOException {
        disk.size = 8192;
        disk.blockSize = new BlockSize(512, 4096, 4096);
        talk(format, client -> {
            Reply read = client.call(NbdCommand.READ, 0, 1, 8190);
            assertThat(read.data(1, 8190)).isEqualTo(FakeDisk.expected(1, 8190));
            client.callWrite(0, 700, new byte[100]).assertSuccess();
            client.call(NbdCommand.TRIM, 0, 0, 100).assertSuccess();
            assertThat(disk.calls).containsExactly("read 0 4096", "read 4096 4096", "read 512 512", "write 512 512 ");
            assertThat(Arrays.copyOfRange(disk.content, 700, 800)).containsOnly(0);
            assertThat(disk.content[699]).isEqualTo(FakeDisk.expected(699));
        });
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatAreNotAlignedToTheMinimumAreRefusedWithEinvalIfTheyAreNotMadeToFit(ReplyFormat format)
            throws IOException {
        disk.size = 8192;
        disk.blockSize = new BlockSize(512, 4096, 8192);
        alignment = Alignment.REFUSE;
        talk(format, client -> {
            client.call(NbdCommand.READ, 0, 1, 512).assertError(NbdError.EINVAL);
            client.call(NbdCommand.READ, 0, 512, 100).assertError(NbdError.EINVAL);
            client.callWrite(0, 512, new byte[100]).assertError(NbdError.EINVAL);
            client.call(NbdCommand.TRIM, 0, 0, 100).assertError(NbdError.EINVAL);
            client.call(NbdCommand.READ, 0, 512, 1024).assertSuccess();
            assertThat(disk.calls).containsExactly("read 512 1024");
        });
    }

    @ParameterizedTest
    @EnumSource
    void flagsReachTheDisk(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.callWrite(CommandFlags.FUA, 0, new byte[10]).assertSuccess();
            client.call(NbdCommand.TRIM, CommandFlags.FUA, 0, 10).assertSuccess();
            client.call(NbdCommand.WRITE_ZEROES, 0, 0, 10).assertSuccess();
            client.call(NbdCommand.WRITE_ZEROES, CommandFlags.NO_HOLE, 0, 10).assertSuccess();
            int all = CommandFlags.FUA | CommandFlags.NO_HOLE | CommandFlags.FAST_ZERO;
            client.call(NbdCommand.WRITE_ZEROES, all, 0, 10).assertSuccess();
            client.call(NbdCommand.CACHE, 0, 0, 10).assertSuccess();
            assertThat(disk.calls)
                    .containsExactly(
                            "write 0 10 fua",
                            "trim 0 10 fua",
                            "zero 0 10 may_trim",
                            "zero 0 10 ",
                            "zero 0 10 fua,fast_zero",
                            "cache 0 10");
        });
    }

    @ParameterizedTest
    @EnumSource
    void successOfAllButReadsIsSaidByASimpleReplyIfThatIsPossibleAndErrorsInTheNegotiatedFormat(ReplyFormat format)
            throws IOException {
        talk(format, client -> {
            assertThat(client.callWrite(0, 0, new byte[10]).isSimple()).isEqualTo(format != ReplyFormat.EXTENDED);
            assertThat(client.callWrite(0, SIZE, new byte[10]).isSimple()).isEqualTo(format == ReplyFormat.SIMPLE);
            assertThat(client.call(NbdCommand.READ, 0, 0, 10).isSimple()).isEqualTo(format == ReplyFormat.SIMPLE);
            assertThat(client.call(NbdCommand.READ, 0, SIZE, 10).isSimple()).isEqualTo(format == ReplyFormat.SIMPLE);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aWrongMagicDisconnects(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.send("25609514 0000 0000 0000000000000001 0000000000000000 00000010");
            client.awaitDisconnect();
        });
    }

    @ParameterizedTest
    @EnumSource
    void discHasNoReplyAndItsFieldsAreIgnored(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.request(NbdCommand.DISC, 0xffff, -1, 77);
            client.awaitDisconnect();
            assertThat(disk.calls).containsExactly("close");
        });
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatComeByteByByteAreAnswered(ReplyFormat format) throws IOException {
        talk(format, client -> {
            client.sendByteAtATime();
            byte[] data = FakeDisk.expected(77, 700);
            client.callWrite(0, 1000, data).assertSuccess();
            assertThat(client.call(NbdCommand.READ, 0, 1000, 700).data(1000, 700))
                    .isEqualTo(data);
        });
    }

    @Test
    void simpleRepliesAreSixteenBytesAndTheData() throws IOException {
        talk(ReplyFormat.SIMPLE, client -> {
            client.send("25609513 0000 0000 1122334455667788 0000000000000064 00000003");
            byte[] reply = client.receive(SimpleReplyHeader.SIZE + 3);
            assertThat(reply).startsWith(0x67, 0x44, 0x66, 0x98, 0, 0, 0, 0, 0x11, 0x22);
            assertThat(Arrays.copyOfRange(reply, 16, 19)).isEqualTo(FakeDisk.expected(100, 3));
        });
    }
}
