package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ExtentSink;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Block status of a disk that may have to wait, but need not. */
@Timeout(60)
class ExtentsNowTest {
    private static final int DATA = 0;
    private static final int HOLE_ZERO = 3;
    private static final int SIZE = 100_000;

    private final FakeDisk disk = new FakeDisk(SIZE);
    private volatile String askedThread = "";
    private volatile boolean hasWaited;

    ExtentsNowTest() {
        disk.blocking = Blocking.PINS;
        disk.onExtentsNow = this::answer;
        disk.onExtents = (offset, length, sink) -> {
            hasWaited = true;
            sink.add(offset, length, ExtentType.HOLE_ZERO);
        };
    }

    private boolean answer(ExtentSink sink) {
        askedThread = Thread.currentThread().getName();
        sink.add(0, 50_000, ExtentType.HOLE_ZERO);
        sink.add(50_000, 50_000, ExtentType.DATA);
        return true;
    }

    private Reply status(ServerFixture server, long offset, long length) throws IOException {
        try (TestClient client = server.structured()) {
            return client.call(NbdCommand.BLOCK_STATUS, 0, offset, length);
        }
    }

    @Test
    void whatNeedsNoWaitingIsToldOnTheConnectionsOwnThread() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            assertThat(status(server, 1000, 90_000).extents()).containsExactly("49000:" + HOLE_ZERO, "41000:" + DATA);
            assertThat(askedThread).startsWith("nbd-connection");
            assertThat(hasWaited).isFalse();
        }
    }

    @Test
    void whatWasAddedToAnAnswerThatDidNotComeIsNotTold() throws IOException {
        disk.onExtentsNow = sink -> {
            sink.add(0, 1000, ExtentType.DATA);
            return false;
        };
        try (ServerFixture server = new ServerFixture(disk)) {
            assertThat(status(server, 0, SIZE).extents()).containsExactly(SIZE + ":" + HOLE_ZERO);
            assertThat(hasWaited).isTrue();
        }
    }

    @Test
    void aRequestAcrossTheEndIsAnsweredByTheOrdinaryWay() throws IOException {
        try (ServerFixture server = new ServerFixture(disk)) {
            assertThat(status(server, 10_000, SIZE).extents()).containsExactly("90000:" + HOLE_ZERO);
            assertThat(askedThread).isEmpty();
        }
    }

    @Test
    void whatFailsAtOnceIsAnErrorAndNotAskedAgain() throws IOException {
        disk.onExtentsNow = sink -> {
            throw new IllegalStateException("broken");
        };
        try (ServerFixture server = new ServerFixture(disk)) {
            status(server, 0, 512).assertError(NbdError.EIO);
            assertThat(hasWaited).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERIALIZE_ALL_REQUESTS", "SERIALIZE_REQUESTS", "SERIALIZE_RETIREMENT"})
    void nothingOvertakesUnderAModelThatForbidsIt(ThreadModel model) throws IOException {
        FakePlugin plugin = new FakePlugin(context -> disk);
        plugin.threadModel = model;
        try (ServerFixture server = new ServerFixture(plugin)) {
            assertThat(status(server, 0, SIZE).extents()).containsExactly(SIZE + ":" + HOLE_ZERO);
            assertThat(askedThread).isEmpty();
        }
    }
}
