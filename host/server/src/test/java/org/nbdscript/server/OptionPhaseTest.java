package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.BlockSizes;
import org.nbdscript.protocol.handshake.ClientFlags;
import org.nbdscript.protocol.handshake.ExportNameReply;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.OptionHeader;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionReplyType;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.RequestHeader;

/** The rules of the option phase. */
@Timeout(60)
class OptionPhaseTest {
    private static final OptionReply ACK = new OptionReply.Ack();
    private static final OptionReply BASE_ALLOCATION = new OptionReply.MetaContext(1, "base:allocation");
    private static final OptionReply BASE_ALLOCATION_LISTED = new OptionReply.MetaContext(0, "base:allocation");
    private static final OptionRequest STRUCTURED = new OptionRequest.StructuredReply();

    private final List<String> opened = new ArrayList<>();
    private final FakeDisk disk = new FakeDisk(10_000);
    private final FakePlugin plugin = new FakePlugin(context -> {
        opened.add(context.exportName());
        if (context.exportName().equals("missing")) {
            throw new NbdException(Errno.ENOENT, "there is no such thing");
        }
        if (context.exportName().equals("secret")) {
            throw new NbdException(Errno.EACCES, "not for you");
        }
        return disk;
    });
    private ServerFixture server = new ServerFixture(plugin);
    private TestClient client;

    OptionPhaseTest() throws IOException {
        client = server.connect();
    }

    @BeforeEach
    void greet() throws IOException {
        client.greet();
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        server.close();
    }

    private static void assertFailure(List<OptionReply> replies, OptionReplyType type) {
        assertThat(replies).singleElement().isInstanceOfSatisfying(OptionReply.Failure.class, failure -> {
            assertThat(failure.type()).isEqualTo(type);
            assertThat(failure.message()).isNotEmpty();
        });
    }

    private void sendRawOption(int option, byte[] data) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OptionHeader.SIZE + data.length);
        new OptionHeader(option, data.length).encode(bytes);
        client.send(bytes.put(data).flip());
    }

    private TestClient another() throws IOException {
        client.close();
        client = server.connect();
        return client;
    }

    @Test
    void unknownClientFlagsDisconnect() throws IOException {
        another().greet(new ClientFlags(1 << 2 | 3));
        client.awaitDisconnect();
    }

    @Test
    void clientsWithoutFixedNewstyleMaySendNothingButExportName() throws IOException {
        another().greet(new ClientFlags(0));
        client.sendOption(new OptionRequest.ListExports());
        client.awaitDisconnect();
        assertThat(server.services.warnings).singleElement().asString().contains("LIST", "EXPORT_NAME");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void exportNameIsAnsweredBySizeAndFlagsAndZeroesIfTheClientWantsThem(int flags) throws IOException {
        another().greet(new ClientFlags(flags));
        client.sendOption(new OptionRequest.ExportName("name"));
        byte[] reply = client.receive(ExportNameReply.SIZE);
        assertThat(ByteBuffer.wrap(reply).getLong()).isEqualTo(10_000);
        if ((flags & ClientFlags.C_NO_ZEROES) == 0) {
            assertThat(client.receive(ExportNameReply.ZEROES)).containsOnly(0);
        }
        client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        assertThat(opened).containsExactly("name");
    }

    @Test
    void exportNameOfAMissingExportDisconnectsWithoutReply() throws IOException {
        client.sendOption(new OptionRequest.ExportName("missing"));
        client.awaitDisconnect();
    }

    @Test
    void exportNameLongerThanAStringDisconnects() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(OptionHeader.SIZE);
        new OptionHeader(1, 4097).encode(header);
        client.send(header.flip());
        client.awaitDisconnect();
    }

    @Test
    void abortIsAcknowledgedEvenWithDataAndDisconnects() throws IOException {
        sendRawOption(2, new byte[100]);
        assertThat(client.optionReplies(2)).containsExactly(ACK);
        client.awaitDisconnect();
    }

    @Test
    void listTellsNamesAndDescriptionsAsOftenAsAsked() throws IOException {
        plugin.exports = context -> List.of(new Export("a", "the first"), new Export("b"));
        for (int i = 0; i < 3; i++) {
            assertThat(client.option(new OptionRequest.ListExports()))
                    .containsExactly(new OptionReply.Server("a", "the first"), new OptionReply.Server("b", ""), ACK);
        }
    }

    @Test
    void listWithDataIsInvalid() throws IOException {
        sendRawOption(3, new byte[3]);
        assertFailure(client.optionReplies(3), OptionReplyType.ERR_INVALID);
        client.go("");
    }

    @Test
    void aListThatFailsIsAPlatformErrorWithTheText() throws IOException {
        plugin.exports = context -> {
            throw new NbdException(Errno.EIO, "the directory is gone");
        };
        List<OptionReply> replies = client.option(new OptionRequest.ListExports());
        assertFailure(replies, OptionReplyType.ERR_PLATFORM);
        assertThat(replies.toString()).contains("the directory is gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 77, -1})
    void unknownOptionsAreUnsupportedAndTheirDataIsSkipped(int option) throws IOException {
        sendRawOption(option, new byte[300_000]);
        assertFailure(client.optionReplies(option), OptionReplyType.ERR_UNSUP);
        client.go("");
    }

    @Test
    void startTlsIsRefusedByPolicy() throws IOException {
        assertFailure(client.option(new OptionRequest.StartTls()), OptionReplyType.ERR_POLICY);
        client.go("");
    }

    @Test
    void anOptionOf4GiBDisconnectsWithoutBeingAwaited() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(OptionHeader.SIZE);
        new OptionHeader(7, 0xffff_ffffL).encode(header);
        client.send(header.flip());
        client.awaitDisconnect();
    }

    @Test
    void aWrongMagicDisconnects() throws IOException {
        client.send("49484156454f5055 00000003 00000000");
        client.awaitDisconnect();
    }

    @Test
    void tooManyOptionsDisconnect() throws IOException {
        server.close();
        Limits limits = new Limits(5, 1 << 20, 4 << 20, 100, 1 << 20, 64 << 20);
        server = new ServerFixture(plugin, configuration -> configuration.withLimits(limits));
        another().greet();
        for (int i = 0; i < 5; i++) {
            client.option(new OptionRequest.ListExports());
        }
        assertThatThrownBy(() -> client.option(new OptionRequest.ListExports())).isInstanceOf(IOException.class);
    }

    @Test
    void goTellsOfTheExportWhatIsAskedFor() throws IOException {
        disk.description = "about it";
        disk.blockSize = new BlockSize(1, 8192, 1 << 20);
        plugin.defaultExport = context -> "main";
        assertThat(client.option(new OptionRequest.Go("", EnumSet.allOf(InfoType.class))))
                .containsExactly(
                        new OptionReply.ExportInfo(10_000, new TransmissionFlags(0xd6d & ~TransmissionFlags.SEND_DF)),
                        new OptionReply.NameInfo("main"),
                        new OptionReply.DescriptionInfo("about it"),
                        new OptionReply.BlockSizeInfo(new BlockSizes(1, 8192, 1 << 20)),
                        ACK);
        assertThat(opened).containsExactly("main");
    }

    @Test
    void goTellsNothingButTheExportUnasked() throws IOException {
        assertThat(client.option(new OptionRequest.Go("x", Set.of())))
                .hasSize(2)
                .last()
                .isEqualTo(ACK);
    }

    @Test
    void blockSizesOfADiskWithoutAnyAreTheCustomaryOnes() throws IOException {
        assertThat(client.option(new OptionRequest.Info("x", Set.of(InfoType.BLOCK_SIZE))))
                .contains(new OptionReply.BlockSizeInfo(BlockSizes.DEFAULT));
    }

    @Test
    void infoAndThenGoGiveTheSameAnswersAndOpenOnce() throws IOException {
        List<OptionReply> info = client.option(new OptionRequest.Info("x", EnumSet.allOf(InfoType.class)));
        assertThat(client.option(new OptionRequest.Go("x", EnumSet.allOf(InfoType.class))))
                .isEqualTo(info);
        client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        assertThat(opened).containsExactly("x");
        assertThat(disk.calls).containsExactly("read 0 10");
    }

    @Test
    void exportsThatWereOnlyAskedAboutAreClosedByGo() throws IOException {
        client.option(new OptionRequest.Info("x", Set.of()));
        client.option(new OptionRequest.Info("y", Set.of()));
        client.go("x");
        client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
        assertThat(opened).containsExactly("x", "y");
        assertThat(disk.calls).containsExactly("close", "read 0 10");
    }

    @Test
    void exportsThatWereOnlyAskedAboutAreClosedAtTheEnd() throws IOException {
        client.option(new OptionRequest.Info("x", Set.of()));
        client.close();
        Awaitility.await().until(() -> disk.calls.contains("close"));
    }

    @Test
    void aMissingExportIsUnknownAndTheClientMayGoOn() throws IOException {
        List<OptionReply> replies = client.option(new OptionRequest.Go("missing", Set.of()));
        assertFailure(replies, OptionReplyType.ERR_UNKNOWN);
        assertThat(replies.toString()).contains("there is no such thing");
        assertFailure(client.option(new OptionRequest.Info("missing", Set.of())), OptionReplyType.ERR_UNKNOWN);
        client.go("x");
        client.call(NbdCommand.READ, 0, 0, 10).assertSuccess();
    }

    @Test
    void anExportThatIsForbiddenIsRefusedByPolicy() throws IOException {
        assertFailure(client.option(new OptionRequest.Go("secret", Set.of())), OptionReplyType.ERR_POLICY);
    }

    @Test
    void withoutADefaultExportTheEmptyNameIsUnknown() throws IOException {
        plugin.defaultExport = context -> null;
        assertFailure(client.option(new OptionRequest.Go("", Set.of())), OptionReplyType.ERR_UNKNOWN);
    }

    @Test
    void goWhoseDataDoesNotFitIsInvalidAndTheClientMayGoOn() throws IOException {
        sendRawOption(7, new byte[] {0, 0, 0, 9, 'x', 0, 0});
        assertFailure(client.optionReplies(7), OptionReplyType.ERR_INVALID);
        sendRawOption(7, new byte[300_000]);
        assertFailure(client.optionReplies(7), OptionReplyType.ERR_TOO_BIG);
        client.go("x");
    }

    @Test
    void structuredRepliesAreNegotiatedOnce() throws IOException {
        assertThat(client.option(STRUCTURED)).containsExactly(ACK);
        assertFailure(client.option(STRUCTURED), OptionReplyType.ERR_INVALID);
        assertThat(client.go("").flags().sendDf()).isTrue();
    }

    @Test
    void aReadOnlyServerSaysSo() throws IOException {
        server.close();
        server = new ServerFixture(plugin, configuration -> configuration.withReadOnly(true));
        another().greet();
        TransmissionFlags flags = client.go("").flags();
        assertThat(flags.readOnly()).isTrue();
        assertThat(flags.has(TransmissionFlags.SEND_TRIM)).isFalse();
        assertThat(flags.sendWriteZeroes()).isFalse();
    }

    @Test
    void contextsAreListedByNameByNamespaceOrAll() throws IOException {
        for (List<String> queries :
                List.of(List.<String>of(), List.of("base:"), List.of("x:y", "base:allocation", "base:"))) {
            assertThat(client.option(new OptionRequest.ListMetaContext("x", queries)))
                    .containsExactly(BASE_ALLOCATION_LISTED, ACK);
        }
        assertThat(client.option(new OptionRequest.ListMetaContext("x", List.of("qemu:dirty-bitmap:a"))))
                .containsExactly(ACK);
    }

    @Test
    void contextsOfAMissingExportAreUnknown() throws IOException {
        client.option(STRUCTURED);
        assertFailure(
                client.option(new OptionRequest.ListMetaContext("missing", List.of())), OptionReplyType.ERR_UNKNOWN);
        assertFailure(
                client.option(new OptionRequest.SetMetaContext("missing", List.of("base:allocation"))),
                OptionReplyType.ERR_UNKNOWN);
    }

    @Test
    void contextsAreSelectedOnceEachAndNotByNamespace() throws IOException {
        client.option(STRUCTURED);
        assertThat(client.option(
                        new OptionRequest.SetMetaContext("x", List.of("base:allocation", "base:", "base:allocation"))))
                .containsExactly(BASE_ALLOCATION, ACK);
        assertThat(client.option(new OptionRequest.SetMetaContext("x", List.of("base:"))))
                .containsExactly(ACK);
        assertThat(client.option(new OptionRequest.SetMetaContext("x", List.of())))
                .containsExactly(ACK);
    }

    @Test
    void contextsNeedStructuredReplies() throws IOException {
        assertFailure(
                client.option(new OptionRequest.SetMetaContext("x", List.of("base:allocation"))),
                OptionReplyType.ERR_INVALID);
    }

    private NbdError blockStatusError(String export) throws IOException {
        client.go(export);
        long cookie = client.request(NbdCommand.BLOCK_STATUS, CommandFlags.REQ_ONE, 0, 512);
        TestClient.Chunk chunk = client.structuredChunk();
        assertThat(chunk.cookie()).isEqualTo(cookie);
        return NbdError.byCodeOrInvalid(chunk.error());
    }

    @Test
    void aSelectionThatFailsLeavesNoneSelected() throws IOException {
        client.option(STRUCTURED);
        client.option(new OptionRequest.SetMetaContext("x", List.of("base:allocation")));
        sendRawOption(10, new byte[] {0, 0, 0, 9});
        assertFailure(client.optionReplies(10), OptionReplyType.ERR_INVALID);
        assertThat(blockStatusError("x")).isEqualTo(NbdError.EINVAL);
    }

    @Test
    void aSelectionHoldsForItsExportOnly() throws IOException {
        client.option(STRUCTURED);
        client.option(new OptionRequest.SetMetaContext("x", List.of("base:allocation")));
        assertThat(blockStatusError("y")).isEqualTo(NbdError.EINVAL);
    }

    @Test
    void preconnectTurnsClientsAwayBeforeTheGreeting() throws IOException {
        plugin.preconnect = context -> {
            throw new NbdException(Errno.EPERM, "go away");
        };
        another().awaitDisconnect();
    }

    @Test
    void layersKnowThePeerOfAUnixSocket() throws IOException {
        List<Long> ids = new ArrayList<>();
        plugin.preconnect = context -> ids.add(context.peer().uid().orElse(-1));
        another().greet();
        assertThat(ids).singleElement().isNotEqualTo(-1L);
    }

    @Test
    void optionsByteByByteAreAnswered() throws IOException {
        client.sendByteAtATime();
        client.option(new OptionRequest.Info("x", EnumSet.allOf(InfoType.class)));
        assertThat(client.go("x").size()).isEqualTo(10_000);
    }

    @Test
    void requestsThatComeTogetherWithGoAreAnswered() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(1000);
        all.put(OptionRequestCodec.encode(new OptionRequest.Go("x", Set.of())));
        RequestHeader.encode(all, 0, 0, 42, 0, 10);
        client.send(all.flip());
        client.optionReplies(7);
        client.reply(42, 10).assertSuccess();
    }

    @Test
    void vanishingInTheMiddleOfAnOptionEndsTheConnection() throws IOException {
        client.send("49484156454f5054 00000007");
        client.close();
        Awaitility.await().until(() -> server.server.connectionCount() == 0);
        assertThat(server.services.errors).isEmpty();
        assertThat(opened).isEmpty();
    }
}
