package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Reads of a disk that may have to wait, but need not. */
@Timeout(60)
class ReadNowTest {
    private final FakeDisk disk = new FakeDisk(1 << 20);
    private volatile String readingThread = "";

    ReadNowTest() {
        disk.blocking = Blocking.PINS;
        disk.onReadNow = this::answer;
    }

    private boolean answer(ReadRequest request) {
        readingThread = Thread.currentThread().getName();
        disk.readDense(request);
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void whatNeedsNoWaitingIsReadOnTheConnectionsOwnThread(ReplyFormat format) throws IOException {
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.client(format)) {
            assertThat(client.call(NbdCommand.READ, 0, 100, 5000).data(100, 5000))
                    .isEqualTo(FakeDisk.expected(100, 5000));
            assertThat(readingThread).startsWith("nbd-connection");
            assertThat(disk.calls).isEmpty();
        }
    }

    @Test
    void whatWasPutIntoTheBufferForAnAnswerThatDidNotComeIsNotSent() throws IOException {
        disk.onReadNow = request -> {
            request.bufferToFill().put(0, (byte) 77);
            return false;
        };
        disk.onRead = request -> request.hole(request.offset(), request.length());
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            assertThat(client.call(NbdCommand.READ, 0, 0, 5000).data(0, 5000)).containsOnly(0);
            assertThat(disk.calls).containsExactly("read 0 5000");
        }
    }

    @Test
    void aReadThatFailsAtOnceIsAnErrorAndNotReadAgain() throws IOException {
        disk.onReadNow = request -> {
            throw new IllegalStateException("broken");
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, 0, 0, 512).assertError(NbdError.EIO);
            assertThat(disk.calls).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SERIALIZE_ALL_REQUESTS", "SERIALIZE_REQUESTS", "SERIALIZE_RETIREMENT"})
    void nothingOvertakesUnderAModelThatForbidsIt(ThreadModel model) throws IOException {
        FakePlugin plugin = new FakePlugin(context -> disk);
        plugin.threadModel = model;
        try (ServerFixture server = new ServerFixture(plugin);
                TestClient client = server.structured()) {
            client.call(NbdCommand.READ, 0, 0, 512).assertSuccess();
            assertThat(disk.calls).containsExactly("read 0 512");
        }
    }
}
