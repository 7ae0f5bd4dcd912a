package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Errno;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.MetaContext;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Metadata contexts that a disk has besides {@code base:allocation}: listed, selected, answered. */
@Timeout(60)
class MetaContextsTest {
    private static final OptionReply ACK = new OptionReply.Ack();
    private static final String DEPTH = "qemu:allocation-depth";
    private static final String DIRTY = "qemu:dirty-bitmap:monday";
    private static final String WIDE = "x-test:checksum";

    private final FakeDisk disk = new FakeDisk(100_352);
    private final ServerFixture server = new ServerFixture(disk);

    @BeforeEach
    void giveContexts() {
        disk.contexts = List.of(new MetaContext(DEPTH), new MetaContext(WIDE, true), new MetaContext(DIRTY));
        disk.onExtents = (offset, length, sink) -> sink.add(0, 100_352, ExtentType.ZERO);
        disk.onBlockStatus = (context, offset, length, sink) -> {
            if (context.equals(DEPTH)) {
                sink.add(0, 4096, 2);
                sink.add(4096, 100_352 - 4096, 1);
            } else {
                sink.add(0, 100_352, context.equals(WIDE) ? 0x1_0000_0002L : 1);
            }
        };
    }

    @AfterEach
    void close() {
        server.close();
    }

    private TestClient greeted(OptionRequest... options) throws IOException {
        TestClient client = server.connect();
        client.greet();
        for (OptionRequest option : options) {
            assertThat(client.option(option)).containsExactly(ACK);
        }
        return client;
    }

    private static OptionReply context(int id, String name) {
        return new OptionReply.MetaContext(id, name);
    }

    private static List<OptionReply> list(TestClient client, String... queries) throws IOException {
        return client.option(new OptionRequest.ListMetaContext("", List.of(queries)));
    }

    private static List<OptionReply> select(TestClient client, String... queries) throws IOException {
        return client.option(new OptionRequest.SetMetaContext("", List.of(queries)));
    }

    @Test
    void theyAreListedByNameByTheBeginningOfTheirNameOrAll() throws IOException {
        try (TestClient client = greeted(new OptionRequest.ExtendedHeaders())) {
            assertThat(list(client))
                    .containsExactly(
                            context(0, "base:allocation"), context(0, DEPTH), context(0, WIDE), context(0, DIRTY), ACK);
            assertThat(list(client, "qemu:")).containsExactly(context(0, DEPTH), context(0, DIRTY), ACK);
            assertThat(list(client, "qemu:dirty-bitmap:")).containsExactly(context(0, DIRTY), ACK);
            assertThat(list(client, WIDE, WIDE, "x-other:thing", "qemu")).containsExactly(context(0, WIDE), ACK);
        }
    }

    @Test
    void thoseOf64BitsAreToldOnlyToClientsWithExtendedHeaders() throws IOException {
        try (TestClient client = greeted(new OptionRequest.StructuredReply())) {
            assertThat(list(client, "x-test:")).containsExactly(ACK);
            assertThat(select(client, WIDE, DIRTY)).containsExactly(context(4, DIRTY), ACK);
        }
        try (TestClient client = greeted(new OptionRequest.ExtendedHeaders())) {
            assertThat(select(client, WIDE)).containsExactly(context(3, WIDE), ACK);
        }
    }

    @Test
    void eachIsSelectedOnceAndWildcardsSelectNothing() throws IOException {
        try (TestClient client = greeted(new OptionRequest.StructuredReply())) {
            assertThat(select(client, DIRTY, DEPTH, DIRTY, "qemu:", "x-no:thing"))
                    .containsExactlyInAnyOrder(context(2, DEPTH), context(4, DIRTY), ACK);
            assertThat(select(client)).containsExactly(ACK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STRUCTURED", "EXTENDED"})
    void aBlockStatusHasOneChunkForEachThatIsSelected(ReplyFormat format) throws IOException {
        try (TestClient client = greeted()) {
            client.negotiate(format, DEPTH, "base:allocation");
            client.go("");
            Reply reply = client.call(NbdCommand.BLOCK_STATUS, 0, 1024, 8192);
            assertThat(reply.types()).hasSize(2);
            assertThat(reply.extents(1)).containsExactly("8192:2");
            assertThat(reply.extents(2)).containsExactly("3072:2", "5120:1");
            Reply one = client.call(NbdCommand.BLOCK_STATUS, CommandFlags.REQ_ONE, 1024, 8192);
            assertThat(one.extents(1)).containsExactly("8192:2");
            assertThat(one.extents(2)).containsExactly("3072:2");
        }
        assertThat(disk.calls).contains("status " + DEPTH + " 1024 8192 req_one");
    }

    @Test
    void aStatusOf64BitsArrives() throws IOException {
        try (TestClient client = greeted()) {
            client.negotiate(ReplyFormat.EXTENDED, WIDE);
            client.go("");
            assertThat(client.call(NbdCommand.BLOCK_STATUS, 0, 0, 512).extents(3))
                    .containsExactly("512:" + 0x1_0000_0002L);
        }
    }

    @Test
    void ifOneFailsTheRequestFails() throws IOException {
        disk.onBlockStatus = (context, offset, length, sink) -> {
            if (context.equals(DIRTY)) {
                throw new NbdException(Errno.EIO, "the bitmap is lost");
            }
            sink.add(offset, length, 1);
        };
        try (TestClient client = greeted()) {
            client.negotiate(ReplyFormat.EXTENDED, DEPTH, DIRTY);
            client.go("");
            Reply reply = client.call(NbdCommand.BLOCK_STATUS, 0, 0, 512);
            reply.assertError(NbdError.EIO);
            assertThat(reply.message()).contains("the bitmap is lost");
            assertThat(reply.types().getLast()).isEqualTo(ChunkType.ERROR);
            client.call(NbdCommand.READ, 0, 0, 512).assertSuccess();
        }
    }

    @Test
    void aBlockThatHasSeveralStatusesHasTheBitsOfAll() throws IOException {
        disk.blockSize = new BlockSize(512, 4096, 65_536);
        disk.onBlockStatus = (context, offset, length, sink) -> {
            sink.add(0, 1000, 0);
            sink.add(1000, 4, 1);
            sink.add(1004, 10, 0);
            sink.add(1014, 10, 2);
            sink.add(1024, 100_352 - 1024, 0);
        };
        try (TestClient client = greeted()) {
            client.negotiate(ReplyFormat.STRUCTURED, DIRTY);
            client.go("");
            assertThat(client.call(NbdCommand.BLOCK_STATUS, 0, 0, 4096).extents(4))
                    .containsExactly("512:0", "512:3", "3072:0");
        }
    }

    @Test
    void aSelectionForAnotherExportDoesNotCount() throws IOException {
        try (TestClient client = greeted(new OptionRequest.StructuredReply())) {
            select(client, DEPTH);
            client.option(new OptionRequest.Go("other", Set.of()));
            client.request(NbdCommand.BLOCK_STATUS, 0, 0, 512);
            assertThat(NbdError.byCodeOrInvalid(client.structuredChunk().error()))
                    .isEqualTo(NbdError.EINVAL);
        }
    }
}
