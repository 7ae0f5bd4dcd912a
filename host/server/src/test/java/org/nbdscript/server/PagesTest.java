package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.MappedMemory;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;
import org.nbdscript.server.ListenAddress.Family;

/** Reads whose pages are sent without a copy. */
@Timeout(60)
class PagesTest {
    private static final int SIZE = 1 << 20;
    private static final int LENGTH = 300_000;

    @TempDir
    private Path directory;

    private final FakeDisk disk = new FakeDisk(SIZE);
    private final AtomicInteger sentByPages = new AtomicInteger();
    private int file;

    @BeforeEach
    void openFile() throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, FakeDisk.expected(0, SIZE));
        file = Open.open(path, EnumSet.of(OpenFlag.READ_ONLY));
        disk.onRead = this::readFile;
    }

    @AfterEach
    void closeFile() throws IOException {
        Close.close(file);
    }

    private void readFile(ReadRequest request) {
        if (request.pages(file, request.offset())) {
            sentByPages.incrementAndGet();
        } else {
            disk.readDense(request);
        }
    }

    private void assertRead(TestClient client, long offset, int length) throws IOException {
        assertThat(client.call(NbdCommand.READ, 0, offset, length).data(offset, length))
                .isEqualTo(FakeDisk.expected(offset, length));
    }

    @ParameterizedTest
    @EnumSource
    void largeReadsAreAnsweredByTheFilesPagesInEachFormat(ReplyFormat format) throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.client(format)) {
            assertRead(client, 0, LENGTH);
            assertRead(client, 4097, LENGTH);
            assertThat(sentByPages).hasValue(2);
        }
    }

    @Test
    void smallReadsAndThoseThatFillAPipeAreCopied() throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            assertRead(client, 0, 4096);
            assertRead(client, 0, SIZE);
            assertThat(sentByPages).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyReadsAtOnceGetTheirOwnBytesWhateverThreadsAnswer(Blocking blocking) throws IOException {
        disk.blocking = blocking;
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            Map<Long, Integer> lengths = new HashMap<>();
            Map<Long, Long> offsets = new HashMap<>();
            for (long offset = 0; offset < 40_000; offset += 1000) {
                for (int length : new int[] {LENGTH, 10}) {
                    long cookie = client.request(NbdCommand.READ, 0, offset, length);
                    lengths.put(cookie, length);
                    offsets.put(cookie, offset);
                }
            }
            while (!lengths.isEmpty()) {
                TestClient.Chunk chunk = client.structuredChunk();
                long offset = offsets.get(chunk.cookie());
                int length = lengths.remove(chunk.cookie());
                assertThat(new Reply(List.of(chunk)).data(offset, length)).isEqualTo(FakeDisk.expected(offset, length));
            }
            assertThat(sentByPages).hasPositiveValue();
        }
    }

    @Test
    void aFileThatEndsEarlyIsTheRequestsFailureNotTheConnections() throws IOException {
        Files.write(directory.resolve("file"), FakeDisk.expected(0, LENGTH));
        disk.onRead = request -> {
            if (!request.pages(file, request.offset())) {
                throw new NbdException(Errno.EIO, "the file became shorter");
            }
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, 0, 10, LENGTH).assertError(NbdError.EIO);
            assertRead(client, 0, LENGTH);
        }
    }

    @Test
    void aDiskThatFailsAfterItHasGivenPagesSendsNone() throws IOException {
        disk.onRead = request -> {
            assertThat(request.pages(file, request.offset())).isTrue();
            throw new NbdException(Errno.ENOMEM, "no more");
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, 0, 0, LENGTH).assertError(NbdError.ENOMEM);
            disk.onRead = this::readFile;
            assertRead(client, 0, LENGTH);
        }
    }

    @Test
    void overTcpTheyAreCopied() throws IOException {
        try (ServerFixture server = new ServerFixture(
                        new FakePlugin(context -> disk),
                        configuration -> ServerConfiguration.of(new ListenAddress.Tcp("127.0.0.1", 0, Family.ANY)));
                TestClient client =
                        new TestClient(server.server.bound().getFirst().address())) {
            client.greet();
            client.negotiate(ReplyFormat.STRUCTURED);
            client.go("");
            assertRead(client, 0, LENGTH);
            assertThat(sentByPages).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mappedMemoryAmongHolesAndOtherDataIsSentInOrder(ReplyFormat format) throws IOException {
        ByteBuffer memory = MappedMemory.allocate(SIZE).put(0, FakeDisk.expected(0, SIZE));
        ByteBuffer other = ByteBuffer.allocateDirect(5000).put(0, FakeDisk.expected(300_000, 5000));
        disk.onRead = request -> {
            request.mapped(150_000, memory, 150_000, 150_000);
            request.mapped(0, memory, 0, 150_000);
            request.data(300_000, other, 0, 5000);
            request.hole(305_000, 5000);
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.client(format)) {
            byte[] expected = FakeDisk.expected(0, 310_000);
            Arrays.fill(expected, 305_000, 310_000, (byte) 0);
            for (int round = 0; round < 20; round++) {
                assertThat(client.call(NbdCommand.READ, 0, 0, 310_000).data(0, 310_000))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aClientThatVanishesWithPagesOnTheirWayLeavesThePipesUsable() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            for (int round = 0; round < 20; round++) {
                try (TestClient client = server.structured()) {
                    for (int i = 0; i < 20; i++) {
                        client.request(NbdCommand.READ, 0, 0, LENGTH);
                    }
                    client.receive(100);
                }
            }
            try (TestClient client = server.structured()) {
                assertRead(client, 77, LENGTH);
            }
            assertThat(sentByPages).hasValueGreaterThan(20);
        }
    }
}
