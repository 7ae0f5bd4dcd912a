package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.requiresRoot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.RequestFailedException;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.transmission.NbdError;

/** What happens to a server in its life: it goes on, errors are the right ones, and nothing acknowledged is lost. */
@Timeout(120)
class SurvivalTest {
    private static final int BLOCK = 4096;
    private static final int IN_FLIGHT = 64;

    @TempDir
    Path directory;

    private static NbdClient connect(Server server) throws IOException {
        return NbdClient.connect(NbdUri.parse(server.uri()));
    }

    private static byte[] block(int number) {
        byte[] data = new byte[BLOCK];
        Arrays.fill(data, (byte) (number + 1));
        return data;
    }

    private static void write(NbdClient client, int number) throws IOException {
        client.write(ByteBuffer.wrap(block(number)), (long) number * BLOCK, false);
    }

    private static void assertWritten(NbdClient client, int number) throws IOException {
        byte[] read = new byte[BLOCK];
        client.read(ByteBuffer.wrap(read), (long) number * BLOCK);
        assertThat(read).as("block %d", number).isEqualTo(block(number));
    }

    private void signal(Server server, String name) {
        Command.in(directory, "kill", "-" + name, Long.toString(server.process().pid()))
                .run()
                .succeeds();
    }

    @Test
    void aServerThatWasStoppedGoesOnWhereItWas() throws Exception {
        try (Server server = Server.start(directory, "memory", "1M");
                NbdClient client = connect(server);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            write(client, 200);
            signal(server, "STOP");
            Awaitility.await()
                    .until(() -> Files.readString(
                                    Path.of("/proc/" + server.process().pid() + "/stat"))
                            .contains(") T "));
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                int number = i;
                writes.add(writers.submit(() -> {
                    write(client, number);
                    return null;
                }));
            }
            Future<NbdClient> late = writers.submit(() -> connect(server));
            assertThat(writes).noneMatch(Future::isDone);
            signal(server, "CONT");
            for (Future<?> write : writes) {
                write.get();
            }
            try (NbdClient second = late.get()) {
                for (int i = 0; i < IN_FLIGHT; i++) {
                    assertWritten(second, i);
                }
                assertWritten(second, 200);
            }
            server.stop();
            assertThat(server.log()).isEmpty();
        }
    }

    @Test
    void aFullDiskIsEnospcAndWhatWasAcknowledgedStays() throws Exception {
        requiresRoot("mount a small disk");
        Path small = Files.createDirectory(directory.resolve("small"));
        Command.shell(directory, "mount -t tmpfs -o size=1M none small; truncate -s 8M small/disk.img")
                .succeeds();
        try (Server server = Server.start(directory, "file", "small/disk.img");
                NbdClient client = connect(server)) {
            Files.write(small.resolve("filler"), new byte[512 << 10]);
            int acknowledged = writeUntilFull(client);
            assertThat(acknowledged).isBetween(32, 128);
            assertThatThrownBy(() -> write(client, acknowledged + 1))
                    .isInstanceOfSatisfying(
                            RequestFailedException.class,
                            e -> assertThat(e.error()).isEqualTo(NbdError.ENOSPC));
            try (NbdClient second = connect(server)) {
                for (int i = 0; i < acknowledged; i++) {
                    assertWritten(second, i);
                }
            }
            Files.delete(small.resolve("filler"));
            write(client, acknowledged);
            client.flush();
            assertWritten(client, acknowledged);
            server.stop();
            assertThat(server.log()).contains("ENOSPC");
        } finally {
            Command.shell(directory, "umount -l small").succeeds();
        }
    }

    /** How many writes were acknowledged before the first that failed, which must do so with ENOSPC. */
    private static int writeUntilFull(NbdClient client) throws IOException {
        for (int i = 0; i < (8 << 20) / BLOCK; i++) {
            try {
                write(client, i);
            } catch (RequestFailedException e) {
                assertThat(e.error()).isEqualTo(NbdError.ENOSPC);
                return i;
            }
        }
        throw new AssertionError("the disk did not become full");
    }

    @Test
    void aClientThatIsKilledWith64RequestsInFlightLosesNothingThatWasAcknowledged() throws Exception {
        requires("nbdsh");
        Files.writeString(directory.resolve("slow.py"), """
                import time
                def configure(params):
                    global disk
                    disk = bytearray(64 << 20)
                def thread_model(): return "parallel"
                def get_size(): return len(disk)
                def pread(buf, offset): buf[:] = disk[offset:offset + len(buf)]
                def pwrite(buf, offset):
                    time.sleep(0.02)
                    disk[offset:offset + len(buf)] = buf
                """);
        Files.writeString(directory.resolve("writer.py"), """
                free = list(range(64))
                number = 0
                while True:
                    while free:
                        free.pop()
                        data = nbd.Buffer.from_bytearray(bytearray([(number + 1) % 256]) * 4096)
                        def done(error, number=number):
                            if error.value == 0:
                                print(number, flush=True)
                            free.append(number)
                            return 1
                        h.aio_pwrite(data, number * 4096, completion=done)
                        number += 1
                    h.poll(-1)
                """);
        try (Server server = Server.start(directory, "-t", "64", "slow.py")) {
            Path acknowledged = directory.resolve("acknowledged");
            ProcessBuilder builder = new ProcessBuilder("nbdsh", "-u", server.uri(), "-c", "-")
                    .redirectInput(directory.resolve("writer.py").toFile())
                    .redirectOutput(acknowledged.toFile())
                    .redirectError(directory.resolve("errors").toFile());
            Command.prepare(builder.environment());
            Process writer = builder.start();
            try {
                Awaitility.await().until(() -> Files.readAllLines(acknowledged).size() > 3 * IN_FLIGHT);
            } finally {
                writer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            List<Integer> numbers = Files.readAllLines(acknowledged).stream()
                    .filter(line -> line.matches("\\d+"))
                    .map(Integer::valueOf)
                    .toList();
            try (NbdClient client = connect(server)) {
                for (int number : numbers) {
                    assertWritten(client, number);
                }
            }
            server.stop();
            assertThat(server.log()).doesNotContain("error:");
        }
    }
}
