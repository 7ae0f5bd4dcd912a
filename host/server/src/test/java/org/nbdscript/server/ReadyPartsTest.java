package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.protocol.transmission.ChunkType;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Reads whose first bytes may leave before the last ones are there. */
@Timeout(60)
class ReadyPartsTest {
    private static final int LENGTH = 50_000;

    private final FakeDisk disk = new FakeDisk(1 << 20);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private void fill(ReadRequest request, int... ready) {
        disk.readDense(request);
        for (int count : ready) {
            request.ready(count);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstBytesArriveWhileTheRestIsMade(Blocking blocking) throws IOException {
        disk.blocking = blocking;
        disk.onRead = request -> {
            fill(request, 10_000);
            await(goOn);
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.request(NbdCommand.READ, 0, 100, LENGTH);
            TestClient.Chunk first = client.structuredChunk();
            assertThat(first.isDone()).isFalse();
            goOn.countDown();
            TestClient.Chunk rest = client.structuredChunk();
            assertThat(rest.isDone()).isTrue();
            assertThat(new Reply(List.of(first, rest)).data(100, LENGTH)).isEqualTo(FakeDisk.expected(100, LENGTH));
        }
    }

    @Test
    void allThatIsReadyIsSentOnceWhateverIsSaidAgain() throws IOException {
        disk.onRead = request -> fill(request, 1, 1, 20_000, 500, LENGTH);
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            Reply reply = client.call(NbdCommand.READ, 0, 0, LENGTH);
            assertThat(reply.data(0, LENGTH)).isEqualTo(FakeDisk.expected(0, LENGTH));
            assertThat(reply.types())
                    .containsExactly(ChunkType.OFFSET_DATA, ChunkType.OFFSET_DATA, ChunkType.OFFSET_DATA);
        }
    }

    @Test
    void whereAReplyMustBeWholeItIs() throws IOException {
        disk.onRead = request -> fill(request, 20_000);
        try (ServerFixture server = new ServerFixture(disk)) {
            try (TestClient client = server.structured()) {
                assertThat(client.call(NbdCommand.READ, CommandFlags.DF, 0, LENGTH)
                                .types())
                        .containsExactly(ChunkType.OFFSET_DATA);
            }
            try (TestClient client = server.simple()) {
                assertThat(client.call(NbdCommand.READ, 0, 0, LENGTH).data(0, LENGTH))
                        .isEqualTo(FakeDisk.expected(0, LENGTH));
            }
        }
    }

    @Test
    void aFailureAfterTheFirstBytesIsStillTold() throws IOException {
        disk.onRead = request -> {
            fill(request, 20_000);
            throw new NbdException(Errno.EIO, "broken");
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, 0, 0, LENGTH).assertError(NbdError.EIO);
            client.call(NbdCommand.FLUSH, 0, 0, 0).assertSuccess();
        }
    }
}
