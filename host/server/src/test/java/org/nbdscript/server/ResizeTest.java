package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.TransmissionFlags;
import org.nbdscript.protocol.handshake.OptionReply;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Disks whose size changes, by themselves or because a client wants it (the branch {@code extension-resize}). */
@Timeout(60)
class ResizeTest {
    private final FakeDisk disk = new FakeDisk(16_384);
    private final ServerFixture server = new ServerFixture(disk);

    ResizeTest() {
        disk.size = 8192;
        disk.capabilities = FakeDisk.EVERYTHING.toBuilder().canResize(true).build();
        disk.onResize = size -> disk.size = size;
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void announce(long size) {
        disk.size = size;
        server.services.sizeChanged();
    }

    private OptionReply.ExportInfo info() throws IOException {
        try (TestClient client = server.connect()) {
            client.greet();
            return (OptionReply.ExportInfo)
                    client.option(new OptionRequest.Info("", Set.of())).getFirst();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiskThatHasGrownIsServedUpToItsNewEnd(ReplyFormat format) throws IOException {
        try (TestClient client = server.client(format)) {
            client.call(NbdCommand.READ, 0, 8192, 512).assertError(NbdError.EINVAL);
            announce(16_384);
            Reply reply = client.call(NbdCommand.READ, 0, 8192, 8192);
            assertThat(reply.data(8192, 8192)).isEqualTo(FakeDisk.expected(8192, 8192));
            client.callWrite(0, 16_383, new byte[1]).assertSuccess();
            client.callWrite(0, 16_384, new byte[1]).assertError(NbdError.ENOSPC);
        }
        assertThat(info().size()).isEqualTo(16_384);
    }

    @ParameterizedTest
    @EnumSource
    void whatADiskHasLostIsPastItsEnd(ReplyFormat format) throws IOException {
        try (TestClient client = server.client(format)) {
            announce(4096);
            client.call(NbdCommand.READ, 0, 4096, 512).assertError(NbdError.EINVAL);
            client.callWrite(0, 4000, new byte[100]).assertError(NbdError.ENOSPC);
            client.call(NbdCommand.READ, 0, 0, 4096).assertSuccess();
        }
        assertThat(info().size()).isEqualTo(4096);
    }

    @Test
    void aSizeThatIsNotAnnouncedChangesNothing() throws IOException {
        try (TestClient client = server.simple()) {
            client.call(NbdCommand.READ, 0, 0, 512).assertSuccess();
            disk.size = 16_384;
            client.call(NbdCommand.READ, 0, 8192, 512).assertError(NbdError.EINVAL);
        }
    }

    @Test
    void aSizeThatCannotBeIsReportedAndTheOldOneStays() throws IOException {
        try (TestClient client = server.simple()) {
            announce(-1);
            client.call(NbdCommand.READ, 0, 0, 8192).assertSuccess();
            client.call(NbdCommand.READ, 0, 8192, 512).assertError(NbdError.EINVAL);
        }
        assertThat(server.services.errors)
                .singleElement()
                .asString()
                .contains("get_size of fake returned -1, expected 0 to 2^63-1");
    }

    @ParameterizedTest
    @EnumSource
    void aClientChangesTheSizeForAll(ReplyFormat format) throws IOException {
        try (TestClient client = server.client(format);
                TestClient other = server.simple()) {
            assertThat(info().flags().has(TransmissionFlags.SEND_RESIZE)).isTrue();
            client.call(NbdCommand.RESIZE, 0, 12_288, 0).assertSuccess();
            client.call(NbdCommand.READ, 0, 12_000, 288).assertSuccess();
            client.call(NbdCommand.READ, 0, 12_288, 1).assertError(NbdError.EINVAL);
            other.call(NbdCommand.READ, 0, 12_000, 288).assertSuccess();
            client.call(NbdCommand.RESIZE, 0, 512, 0).assertSuccess();
            other.callWrite(0, 512, new byte[1]).assertError(NbdError.ENOSPC);
        }
        assertThat(info().size()).isEqualTo(512);
    }

    @Test
    void theErrorOfAResizeIsThatOfTheDiskAndNothingChanges() throws IOException {
        disk.onResize = size -> {
            throw new NbdException(Errno.ENOSPC, "there is no more");
        };
        try (TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.RESIZE, 0, 1L << 40, 0);
            reply.assertError(NbdError.ENOSPC);
            assertThat(reply.message()).contains("there is no more");
            client.call(NbdCommand.READ, 0, 8192, 1).assertError(NbdError.EINVAL);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 1000})
    void aSizeThatIsTooLargeOrNoMultipleOfABlockIsRefusedWithEinval(long size) throws IOException {
        disk.blockSize = new BlockSize(512, 4096, 8192);
        try (TestClient client = server.simple()) {
            client.call(NbdCommand.RESIZE, 0, size, 0).assertError(NbdError.EINVAL);
        }
        assertThat(disk.calls).noneMatch(call -> call.startsWith("resize"));
    }

    @Test
    void readOnlyExportsAndDisksWithoutResizeDoNotOfferIt() throws IOException {
        disk.capabilities = FakeDisk.EVERYTHING;
        assertThat(info().flags().sendResize()).isFalse();
        try (TestClient client = server.simple()) {
            client.call(NbdCommand.RESIZE, 0, 512, 0).assertError(NbdError.EINVAL);
        }
        disk.capabilities =
                FakeDisk.EVERYTHING.toBuilder().canWrite(false).canResize(true).build();
        assertThat(info().flags().sendResize()).isFalse();
    }
}
