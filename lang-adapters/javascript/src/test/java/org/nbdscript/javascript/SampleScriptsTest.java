package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;

class SampleScriptsTest {
    private static final Path SAMPLES = Path.of("../../sample-scripts/javascript");
    private static final int BLOCK = 64 * 1024;

    private static LoadedScript sample(String name, Map<String, Object> values) {
        return LoadedScript.of(SAMPLES.resolve(name)).configure(values);
    }

    @Test
    void helloContainsItsText() {
        try (LoadedScript script = sample("hello.js", Map.of("text", "Grüße"))) {
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(7);
            assertThat(FakeRead.bytes(disk, 0, 7))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("Grüße");
            assertThat(disk.capabilities().canWrite()).isFalse();
            assertThat(script.plugin.description()).startsWith("A read-only disk that contains a text.");
        }
    }

    @Test
    void ramdiskKeepsWhatIsWritten() {
        try (LoadedScript script = sample("ramdisk.js", Map.of("size", 1L << 20))) {
            Disk disk = script.open();
            LoadedScript.write(disk, 5000, "kept");
            assertThat(disk.size()).isEqualTo(1 << 20);
            assertThat(FakeRead.bytes(script.open(), 4999, 6)).containsExactly(0, 'k', 'e', 'p', 't', 0);
        }
    }

    @Test
    void sparseTellsHolesFromData() {
        long size = 100L << 30;
        try (LoadedScript script = sample("sparse.js", Map.of("size", size))) {
            Disk disk = script.open();
            LoadedScript.write(disk, size - 32768 - 2, "data");
            assertThat(disk.size()).isEqualTo(size);
            assertThat(FakeRead.text(disk, size - 32768 - 2, 4)).isEqualTo("data");
            assertThat(FakeRead.of(disk, 0, 512).parts).containsExactly("hole 0+512");
            assertThat(extents(disk, size - 4 * 32768, 4 * 32768, RequestFlags.NONE))
                    .containsExactly(
                            (size - 131072) + "+65536 HOLE_ZERO",
                            (size - 65536) + "+32768 DATA",
                            (size - 32768) + "+32768 DATA");
            disk.trim(size - 32768, 32768, RequestFlags.NONE);
            disk.zero(size - 32768 - 2, 1, RequestFlags.NONE);
            assertThat(FakeRead.bytes(disk, size - 32768 - 2, 4)).containsExactly(0, 'a', 0, 0);
            assertThat(extents(disk, 0, 1 << 20, RequestFlags.of(RequestFlags.REQ_ONE)))
                    .hasSize(1);
        }
    }

    private static List<String> extents(Disk disk, long offset, long length, RequestFlags flags) {
        List<String> found = new ArrayList<>();
        disk.extents(offset, length, flags, (start, count, type) -> found.add(start + "+" + count + " " + type.name()));
        return found;
    }

    @Test
    void exportsAreTheFilesOfTheDirectory(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("a.img"), "content of a");
        Files.createDirectory(directory.resolve("sub"));
        Files.createSymbolicLink(
                directory.resolve("leak"), SAMPLES.resolve("hello.js").toRealPath());
        try (LoadedScript script = sample("exports.js", Map.of("dir", directory))) {
            assertThat(script.plugin.listExports(new FakeConnection()))
                    .contains(new Export("a.img", "a.img, 12 bytes"));
            Disk disk = script.open("a.img");
            assertThat(disk.description()).isEqualTo("a.img, 12 bytes");
            assertThat(FakeRead.text(disk, 8, 4)).isEqualTo("of a");
            assertThat(disk.capabilities().canWrite()).isFalse();
            disk.close();
            for (String name :
                    List.of("", "..", "../" + directory.getFileName(), "sub", "none", "/etc/hostname", "leak")) {
                assertThatThrownBy(() -> script.open(name))
                        .isInstanceOf(NbdException.class)
                        .hasMessageContaining("'" + name + "'");
            }
        }
    }

    @Test
    void faultsFailAsTheySay() {
        try (LoadedScript script = sample("faults.js", Map.of("size", 1L << 20))) {
            Disk disk = script.open();
            assertReadFails(disk, BLOCK, Errno.EIO, "block 1 is unreadable");
            assertReadFails(disk, 2 * BLOCK, Errno.ENOSPC, "block 2 pretends that the disk is full");
            assertReadFails(disk, 3 * BLOCK, Errno.EPERM, "block 3 is not for you");
            assertReadFails(disk, 4 * BLOCK, Errno.EIO, "RangeError: block 4 met a plain exception");
            assertThat(FakeRead.bytes(disk, 0, 512)).containsOnly(0);
            assertThatThrownBy(() -> LoadedScript.write(disk, BLOCK, "x")).hasMessage("no space left for block 1");
        }
    }

    private static void assertReadFails(Disk disk, long offset, Errno errno, String text) {
        assertThatThrownBy(() -> FakeRead.of(disk, offset, 512))
                .asInstanceOf(InstanceOfAssertFactories.type(NbdException.class))
                .satisfies(failure -> {
                    assertThat(failure.errno()).isEqualTo(errno);
                    assertThat(failure.text()).isEqualTo(text);
                    assertThat(String.valueOf(failure.position())).matches(SAMPLES.resolve("faults.js") + ":\\d+");
                });
    }

    @Test
    void aThousandSlowReadsTakeAboutAsLongAsOne() throws ExecutionException, InterruptedException {
        Map<String, Object> values = Map.of("size", 1L << 20, "delay", Duration.ofMillis(500));
        try (LoadedScript script = sample("slow.js", values);
                ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            Disk disk = script.open();
            long start = System.nanoTime();
            List<Future<FakeRead>> reads = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                long offset = i * 512L;
                reads.add(requests.submit(() -> FakeRead.of(disk, offset, 512)));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(reads.get(i).get().bytes()).containsOnly((byte) i);
            }
            // One after another they would take 500 s.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void webFetchesRanges() throws IOException {
        byte[] file = new byte[100_000];
        new Random(42).nextBytes(file);
        HttpServer server = rangeServer(file, true);
        try (LoadedScript script = sample("web.js", Map.of("url", uri(server)))) {
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(file.length);
            assertThat(FakeRead.bytes(disk, 70_000, 5000)).isEqualTo(Arrays.copyOfRange(file, 70_000, 75_000));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void webRefusesAServerWithoutRanges() throws IOException {
        HttpServer server = rangeServer(new byte[100], false);
        try {
            assertThatThrownBy(() -> sample("web.js", Map.of("url", uri(server))))
                    .hasMessage(uri(server) + ": the server does not serve ranges");
        } finally {
            server.stop(0);
        }
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/disk.img");
    }

    private static HttpServer rangeServer(byte[] file, boolean servesRanges) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String[] range = exchange.getRequestHeaders().getFirst("Range").split("[=-]", -1);
            int first = servesRanges ? Integer.parseInt(range[1]) : 0;
            int last = servesRanges ? Integer.parseInt(range[2]) : file.length - 1;
            if (servesRanges) {
                exchange.getResponseHeaders().add("Content-Range", "bytes " + first + "-" + last + "/" + file.length);
            }
            exchange.sendResponseHeaders(servesRanges ? 206 : 200, last - first + 1);
            exchange.getResponseBody().write(file, first, last - first + 1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void ramdiskServesDirectBuffersAsWell() {
        try (LoadedScript script = sample("ramdisk.js", Map.of("size", 4096L))) {
            Disk disk = script.open();
            ByteBuffer data = ByteBuffer.allocateDirect(16);
            data.put(3, (byte) 7).position(2).limit(5);
            disk.write(data, 100, RequestFlags.NONE);
            FakeRead read = new FakeRead(99, ByteBuffer.allocateDirect(5));
            disk.read(read);
            assertThat(read.bytes()).containsExactly(0, 0, 7, 0, 0);
        }
    }
}
