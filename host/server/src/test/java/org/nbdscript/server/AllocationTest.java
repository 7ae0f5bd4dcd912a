package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ReadRequest;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;

/**
 * Requests in place leave no garbage behind, once the code is compiled: what an interpreted native call makes is
 * garbage. So there are rounds, and one of them must be clean.
 */
@Timeout(60)
class AllocationTest {
    private static final int REQUESTS = 2000;

    /** Compiled code comes sooner or later, as busy as the machine is; a leak of every request never goes away. */
    private static final int MOST_ROUNDS = 40;

    /** What may come of the JVM's own doings, a request: far less than the smallest object. */
    private static final long TOLERATED_BYTES = 4;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A disk that allocates nothing itself. */
    private static final class QuietDisk implements Disk {
        private final byte[] content = new byte[1 << 20];

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public Capabilities capabilities() {
            return FakeDisk.EVERYTHING;
        }

        @Override
        public void read(ReadRequest request) {
            request.buffer().put(content, (int) request.offset(), request.length());
        }

        @Override
        public void write(ByteBuffer data, long offset, RequestFlags flags) {
            data.get(content, (int) offset, data.remaining());
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsInPlaceAllocateNothing(ReplyFormat format) throws IOException {
        try (ServerFixture server = new ServerFixture(new QuietDisk());
                TestClient client = server.client(format)) {
            List<Long> rounds = new ArrayList<>();
            do {
                rounds.add(allocatedByOneRound(client));
            } while (rounds.getLast() >= TOLERATED_BYTES && rounds.size() < MOST_ROUNDS);
            assertThat(rounds.getLast())
                    .as("bytes a request, of the last of the rounds %s", rounds)
                    .isLessThan(TOLERATED_BYTES);
        }
    }

    /** In bytes a request. */
    private long allocatedByOneRound(TestClient client) throws IOException {
        long before = allocatedByConnections();
        work(client);
        return (allocatedByConnections() - before) / (2 * REQUESTS);
    }

    private static void work(TestClient client) throws IOException {
        byte[] data = new byte[4096];
        for (int i = 0; i < REQUESTS; i++) {
            client.callWrite(0, i * 17L, data).assertSuccess();
            client.call(NbdCommand.READ, 0, i * 31L, 4096).assertSuccess();
        }
    }

    private long allocatedByConnections() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("nbd-connection"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }
}
