package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.NbdError;

/** Payloads that are received right into a disk's memory. */
@Timeout(60)
class LentMemoryTest {
    private static final int LENGTH = 100_000;

    private final FakeDisk disk = new FakeDisk(1 << 20);
    private final ByteBuffer first = ByteBuffer.allocateDirect(LENGTH);
    private final ByteBuffer second = ByteBuffer.allocateDirect(LENGTH);

    /** A payload's first part goes to the middle of one buffer, the rest to the beginning of another one. */
    private void lendTwoParts() {
        disk.onLend = target -> {
            target.add(first, 70_000, 30_000);
            target.add(second, 0, LENGTH - 30_000);
            return true;
        };
    }

    private byte[] lentBytes() {
        byte[] bytes = new byte[LENGTH];
        first.get(70_000, bytes, 0, 30_000);
        second.get(0, bytes, 30_000, LENGTH - 30_000);
        return bytes;
    }

    @Test
    void largePayloadsGoIntoTheMemoryThatTheDiskLends() throws IOException {
        lendTwoParts();
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.callWrite(CommandFlags.FUA, 5, FakeDisk.expected(7, LENGTH)).assertSuccess();
            assertThat(lentBytes()).isEqualTo(FakeDisk.expected(7, LENGTH));
            assertThat(disk.calls).containsExactly("lend 5 " + LENGTH, "written 5 " + LENGTH + " fua");
        }
    }

    @Test
    void requestsBehindALargePayloadAreInStep() throws IOException {
        lendTwoParts();
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            List<Long> cookies = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                cookies.add(client.write(0, 0, FakeDisk.expected(i, LENGTH)));
                cookies.add(client.write(0, 10L * i, FakeDisk.expected(i, 10)));
            }
            for (long cookie : cookies) {
                client.reply(cookie, 0).assertSuccess();
            }
            assertThat(lentBytes()).isEqualTo(FakeDisk.expected(7, LENGTH));
            for (int i = 0; i < 8; i++) {
                assertThat(Arrays.copyOfRange(disk.content, 10 * i, 10 * i + 10))
                        .isEqualTo(FakeDisk.expected(i, 10));
            }
        }
    }

    @Test
    void aPayloadThatDoesNotComeWhollyIsNoWrite() throws IOException {
        lendTwoParts();
        try (ServerFixture server = new ServerFixture(disk)) {
            try (TestClient client = server.structured()) {
                client.request(NbdCommand.WRITE, 0, 0, LENGTH);
                client.send(ByteBuffer.wrap(FakeDisk.expected(1, LENGTH / 2)));
            }
            Awaitility.await().until(() -> disk.calls.contains("close"));
            assertThat(disk.calls).doesNotContain("written 0 " + LENGTH);
            try (TestClient other = server.structured()) {
                other.callWrite(0, 0, FakeDisk.expected(3, LENGTH)).assertSuccess();
            }
        }
    }

    @Test
    void aDiskThatCannotLendItsMemoryFailsTheWriteOnly() throws IOException {
        disk.onLend = target -> {
            throw new NbdException(Errno.ENOSPC, "full");
        };
        try (ServerFixture server = new ServerFixture(disk);
                TestClient client = server.structured()) {
            client.callWrite(0, 0, FakeDisk.expected(0, LENGTH)).assertError(NbdError.ENOSPC);
            client.call(NbdCommand.FLUSH, 0, 0, 0).assertSuccess();
        }
    }
}
