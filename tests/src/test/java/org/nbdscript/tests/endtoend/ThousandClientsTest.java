package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.nbdscript.client.NbdClient;
import org.nbdscript.protocol.NbdUri;

/** A thousand clients at a time, half of which are {@linkplain HostileClient hostile}. */
@Isolated
class ThousandClientsTest {
    private static final int HONEST = 500;
    private static final int HOSTILE = 500;
    private static final int HONEST_FROM = 64 << 20;
    private static final int BLOCK = 4096;
    private static final long MOST_MEMORY_KIB = 1 << 20;
    private static final int MOST_WARNINGS = 100;
    private static final Pattern COUNT = Pattern.compile("\\(([\\d,]+) times from ");
    private static final String FIO = """
            fio --ioengine=nbd --uri='%s' --rw=randrw --bsrange=512-64k --bs_unaligned=0 --iodepth=16 --numjobs=4 \
                --size=16M --offset_increment=16M --verify=crc32c --verify_fatal=1 --verify_backlog=256 \
                --name=verify --group_reporting --loops=2
            """;

    @TempDir
    Path directory;

    private final CountDownLatch connected = new CountDownLatch(HONEST + HOSTILE);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<HostileClient, LongAdder> attacks = new EnumMap<>(HostileClient.class);

    @Test
    @Timeout(120)
    void noByteIsWrongAndTheServerLivesWhileHalfOfAThousandClientsAreHostile() throws Exception {
        requires("fio", "nbdinfo");
        long seed = System.nanoTime();
        for (HostileClient kind : HostileClient.values()) {
            attacks.put(kind, new LongAdder());
        }
        try (Server server = Server.startAs(
                        directory,
                        List.of(
                                "env",
                                "NBDSCRIPT_JAVA_OPTS=-Xmx256m",
                                nbdscript(),
                                "-U",
                                "socket",
                                "-P",
                                "pid",
                                "memory",
                                "96M"));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> honest = new ArrayList<>();
            for (int i = 0; i < HONEST; i++) {
                long offset = HONEST_FROM + (long) i * BLOCK;
                honest.add(clients.submit(() -> behave(server, offset)));
            }
            for (int i = 0; i < HOSTILE; i++) {
                HostileClient kind = HostileClient.values()[i % HostileClient.values().length];
                Random random = new Random(seed + i);
                clients.submit(() -> attack(kind, random));
            }
            connected.await();
            Command.shell(directory, FIO.formatted(server.uri())).succeeds();
            long memory = peakMemory(server);
            over.countDown();
            for (Future<?> client : honest) {
                requireSuccess(client, seed);
            }
            assertThat(attacks)
                    .allSatisfy((kind, count) -> assertThat(count.sum()).isPositive());
            assertThat(memory).as("peak memory in KiB").isLessThan(MOST_MEMORY_KIB);
            assertOnlyWhatCameWasWritten(server);
            assertAllConnectionsEnd(server);
            Command.in(directory, "nbdinfo", "--size", server.uri()).run().succeeds();
            server.stop();
            assertThat(server.log()).doesNotContain("error:");
            assertLogIsShort(server);
        }
    }

    private static void requireSuccess(Future<?> client, long seed) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new AssertionError("an honest client failed; seed " + seed, e.getCause());
        }
    }

    /** Writes, reads back, waits until all is over, and reads once more. */
    private Void behave(Server server, long offset) throws IOException, InterruptedException {
        byte[] data = new byte[BLOCK];
        new Random(offset).nextBytes(data);
        try (NbdClient client = NbdClient.connect(NbdUri.parse(server.uri()))) {
            client.write(ByteBuffer.wrap(data), offset, false);
            requireBlock(client, offset, data);
            connected.countDown();
            over.await();
            requireBlock(client, offset, data);
        }
        return null;
    }

    private static void requireBlock(NbdClient client, long offset, byte[] expected) throws IOException {
        byte[] read = new byte[expected.length];
        client.read(ByteBuffer.wrap(read), offset);
        assertThat(read).as("block at %d", offset).isEqualTo(expected);
    }

    private Void attack(HostileClient kind, Random random) throws InterruptedException {
        boolean isFirst = true;
        do {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(directory.resolve("socket")));
                if (isFirst) {
                    connected.countDown();
                    isFirst = false;
                }
                attacks.get(kind).increment();
                kind.act(channel, random, over);
            } catch (IOException e) {
                // The server ends the connection as soon as it sees what comes, as it should.
                attacks.get(kind).increment();
            }
            // Hostile, but not the measure of how fast two processors are.
        } while (!over.await(200, TimeUnit.MILLISECONDS));
        return null;
    }

    private static long peakMemory(Server server) throws IOException {
        try (Stream<String> status =
                Files.lines(Path.of("/proc/" + server.process().pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A write that breaks off may leave what has come of it, and nothing else. */
    private static void assertOnlyWhatCameWasWritten(Server server) throws IOException {
        byte[] read = new byte[1 << 20];
        try (NbdClient client = NbdClient.connect(NbdUri.parse(server.uri()))) {
            client.read(ByteBuffer.wrap(read), HostileClient.HALF_WRITTEN_FROM);
        }
        int came = 0;
        while (came < read.length && read[came] == HostileClient.HALF_WRITTEN) {
            came++;
        }
        assertThat(came).isLessThan(read.length);
        assertThat(Arrays.copyOfRange(read, came, read.length)).containsOnly(0);
    }

    /** All come from one user: for each kind of breach a line, and counts that tell of all that were disconnected. */
    private void assertLogIsShort(Server server) {
        List<String> warnings =
                server.log().lines().filter(line -> line.contains("warning:")).toList();
        assertThat(warnings).hasSizeLessThan(MOST_WARNINGS);
        long told = warnings.stream().mapToLong(ThousandClientsTest::told).sum();
        // An attack that the server cuts short counts twice here, and some rubbish is too short to be wrong.
        long rubbish = attacks.get(HostileClient.RUBBISH_AT_ONCE).sum();
        assertThat(told).isGreaterThan(warnings.size()).isGreaterThanOrEqualTo(rubbish / 4);
    }

    /** Of how many breaches a line tells. */
    private static long told(String line) {
        Matcher count = COUNT.matcher(line);
        return count.find() ? Long.parseLong(count.group(1).replace(",", "")) : 1;
    }

    private static void assertAllConnectionsEnd(Server server) {
        Path threads = Path.of("/proc/" + server.process().pid() + "/task");
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (Stream<Path> left = Files.list(threads)) {
                assertThat(left.filter(ThousandClientsTest::servesAClient).toList())
                        .isEmpty();
            }
        });
    }

    private static boolean servesAClient(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith("nbd-connection");
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
