package org.nbdscript.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.ReplyFormat;

/** Several connections at once, each with its own part of the disk: what is read is what was written. */
@Timeout(120)
class HammerTest {
    private static final int CONNECTIONS = 4;
    private static final int PART = 1 << 20;
    private static final int ROUNDS = 60;
    private static final int DEPTH = 16;

    private final FakeDisk disk = new FakeDisk(CONNECTIONS * PART);

    @ParameterizedTest
    @EnumSource(Blocking.class)
    void whatIsReadIsWhatWasWritten(Blocking blocking) throws Exception {
        hammer(blocking, ThreadModel.PARALLEL);
    }

    @ParameterizedTest
    @EnumSource(ThreadModel.class)
    void whatIsReadIsWhatWasWrittenUnderAnyModel(ThreadModel model) throws Exception {
        hammer(Blocking.PARKS, model);
    }

    private void hammer(Blocking blocking, ThreadModel model) throws Exception {
        disk.blocking = blocking;
        FakePlugin plugin = new FakePlugin(context -> disk);
        plugin.threadModel = model;
        long seed = System.nanoTime();
        try (ServerFixture server = new ServerFixture(plugin);
                ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Callable<Object>> work = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                long start = (long) i * PART;
                ReplyFormat format = ReplyFormat.values()[i % 3];
                work.add(Executors.callable(() -> useOnePart(server, format, start, new Random(seed + start))));
            }
            for (Future<Object> client : clients.invokeAll(work)) {
                client.get();
            }
            assertThat(server.services.errors).as("seed %d", seed).isEmpty();
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void useOnePart(ServerFixture server, ReplyFormat format, long start, Random random) {
        byte[] model = FakeDisk.expected(start, PART);
        try (TestClient client = server.client(format)) {
            for (int round = 0; round < ROUNDS; round++) {
                writeRound(client, start, model, random);
                readRound(client, start, model, random);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes to slices that do not overlap, so that the order in which they are done does not matter. */
    private static void writeRound(TestClient client, long start, byte[] model, Random random) throws IOException {
        int slice = PART / DEPTH;
        List<Long> cookies = new ArrayList<>();
        for (int i = 0; i < DEPTH; i++) {
            int length = length(random, slice);
            int at = i * slice + random.nextInt(slice - length + 1);
            if (random.nextInt(4) == 0) {
                Arrays.fill(model, at, at + length, (byte) 0);
                cookies.add(client.request(NbdCommand.WRITE_ZEROES, 0, start + at, length));
            } else {
                byte[] data = new byte[length];
                random.nextBytes(data);
                System.arraycopy(data, 0, model, at, length);
                cookies.add(client.write(0, start + at, data));
            }
        }
        for (int i = 0; i < DEPTH; i++) {
            TestClient.Chunk reply = client.chunk(0);
            assertThat(reply.error()).isZero();
            assertThat(cookies.remove(reply.cookie())).isTrue();
        }
    }

    private static int length(Random random, int most) {
        return 1 + random.nextInt(random.nextBoolean() ? most : 600);
    }

    private record Range(int at, int length) {}

    private static void readRound(TestClient client, long start, byte[] model, Random random) throws IOException {
        Map<Long, Range> ranges = new HashMap<>();
        int length = length(random, PART / 8);
        for (int i = 0; i < DEPTH; i++) {
            Range range = new Range(random.nextInt(PART - length + 1), length);
            ranges.put(client.request(NbdCommand.READ, 0, start + range.at(), range.length()), range);
        }
        while (!ranges.isEmpty()) {
            TestClient.Chunk chunk = client.chunk(length);
            assertThat(chunk.error()).isZero();
            assertThat(chunk.isDone()).isTrue();
            Range range = ranges.remove(chunk.cookie());
            assertThat(range).isNotNull();
            byte[] data = new Reply(List.of(chunk)).data(start + range.at(), range.length());
            byte[] expected = Arrays.copyOfRange(model, range.at(), range.at() + range.length());
            assertThat(Arrays.mismatch(data, expected)).isEqualTo(-1);
        }
    }
}
