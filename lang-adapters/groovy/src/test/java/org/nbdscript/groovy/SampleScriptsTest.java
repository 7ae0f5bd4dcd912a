package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;

class SampleScriptsTest {
    private static final Path SAMPLES = Path.of("../../sample-scripts/groovy");

    @TempDir
    Path directory;

    private static LoadedScript sample(String name) {
        LoadedScript script = LoadedScript.of(SAMPLES.resolve(name + ".groovy"));
        assertThat(script.services().warnings).isEmpty();
        return script;
    }

    /** Those that are made of other disks are longer, and are tested with these. */
    @ParameterizedTest
    @ValueSource(strings = {"exports", "faults", "hello", "ramdisk", "slow", "sparse", "web"})
    void everySampleExplainsItselfAndWhatItTakes(String name) throws IOException {
        LoadedScript script = sample(name);
        assertThat(script.plugin().description()).isNotEmpty().doesNotContain("*");
        assertThat(script.plugin().parameters().magic()).isNotNull();
        assertThat(Files.readAllLines(script.file())).hasSizeBetween(10, 60);
    }

    @Test
    void helloIsItsText() {
        Disk disk = sample("hello").configure(Map.of("text", "Hi, there\n")).open();

        assertThat(disk.size()).isEqualTo(10);
        assertThat(FakeRead.text(disk, 4, 5)).isEqualTo("there");
        assertThat(disk.capabilities().canWrite()).isFalse();
    }

    @Test
    void ramdiskKeepsWhatIsWritten() {
        LoadedScript script = sample("ramdisk").configure(Map.of("size", 4096L));
        LoadedScript.write(script.open(), 100, "shared");

        assertThat(FakeRead.text(script.open(), 99, 8)).isEqualTo("\0shared\0");
        assertThat(script.open().capabilities().canMultiConn()).isTrue();
    }

    @Test
    void sparseStoresOnlyPagesThatWereWritten() {
        Disk disk = sample("sparse").configure(Map.of("size", 100L << 30)).open();
        long page = 1L << 36;

        LoadedScript.write(disk, page - 2, "abcd");

        assertThat(disk.size()).isEqualTo(100L << 30);
        assertThat(FakeRead.text(disk, page - 3, 6)).isEqualTo("\0abcd\0");
        assertThat(extents(disk, page - 131072, 262144))
                .containsExactly(
                        (page - 131072) + " 65536 HOLE_ZERO",
                        (page - 65536) + " 65536 DATA",
                        page + " 65536 DATA",
                        (page + 65536) + " 65536 HOLE_ZERO");
    }

    @Test
    void sparseTrimsAndZeroes() {
        Disk disk = sample("sparse").configure(Map.of("size", 1L << 20)).open();
        LoadedScript.write(disk, 0, "abcdef");
        LoadedScript.write(disk, 65536, "abcdef");

        disk.zero(1, 2, RequestFlags.NONE);
        disk.trim(65536, 65536, RequestFlags.NONE);

        assertThat(FakeRead.text(disk, 0, 6)).isEqualTo("a\0\0def");
        assertThat(extents(disk, 65536, 65536)).containsExactly("65536 65536 HOLE_ZERO");
        assertThat(FakeRead.bytes(disk, 65536, 4096)).containsOnly(0);
    }

    private static List<String> extents(Disk disk, long offset, long length) {
        List<String> extents = new ArrayList<>();
        disk.extents(
                offset,
                length,
                RequestFlags.NONE,
                (start, count, type) -> extents.add(start + " " + count + " " + type));
        return extents;
    }

    @Test
    void exportsAreTheFilesOfTheDirectory() throws IOException {
        Files.writeString(directory.resolve("b.img"), "0123456789");
        Files.writeString(directory.resolve("a.img"), "x");
        Files.createDirectory(directory.resolve("sub"));
        LoadedScript script = sample("exports").configure(Map.of("dir", directory));

        Disk disk = script.open("b.img");

        assertThat(script.plugin().listExports(new FakeConnection()))
                .containsExactly(new Export("a.img", "a.img, 1 bytes"), new Export("b.img", "b.img, 10 bytes"));
        assertThat(script.plugin().defaultExport(new FakeConnection())).isNull();
        assertThat(disk.description()).isEqualTo("b.img, 10 bytes");
        assertThat(FakeRead.text(disk, 2, 4)).isEqualTo("2345");
        assertThat(disk.capabilities().canWrite()).isFalse();
        disk.close();
    }

    @Test
    void exportsRefusesNamesThatLeadOutOfTheDirectory() throws IOException {
        Files.writeString(directory.resolve("secret"), "secret");
        Path served = Files.createDirectory(directory.resolve("served"));
        Files.createSymbolicLink(served.resolve("link"), Path.of("../secret"));
        LoadedScript script = sample("exports").configure(Map.of("dir", served));

        for (String name : List.of("", "..", "../secret", "/etc/passwd", "link", "none")) {
            NbdException failure = catchThrowableOfType(NbdException.class, () -> script.open(name));
            assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
            assertThat(failure.text()).isEqualTo("there is no export '" + name + "'");
        }
    }

    @Test
    void faultsSayWhatIsWrongWithEachBlock() {
        Disk disk = sample("faults").configure(Map.of("size", 1L << 20)).open();

        assertThat(fault(disk, 64)).isEqualTo("EIO the block at 64K cannot be read");
        assertThat(fault(disk, 128)).isEqualTo("ENOSPC the block at 128K has no space, not even for reading");
        assertThat(fault(disk, 192)).isEqualTo("EPERM the block at 192K is not for you");
        assertThat(fault(disk, 256)).isEqualTo("EIO IllegalStateException: the block at 256K has a bug");
        assertThat(FakeRead.bytes(disk, 68 << 10, 4096)).containsOnly(0);
        assertThatThrownBy(() -> LoadedScript.write(disk, 64 << 10, "x")).hasMessage("the block at 64K is full");
    }

    private static String fault(Disk disk, long kibibytes) {
        NbdException failure =
                catchThrowableOfType(NbdException.class, () -> FakeRead.bytes(disk, kibibytes << 10, 512));
        assertThat(failure.position()).isNotNull().asString().contains("faults.groovy:");
        return failure.errno() + " " + failure.text();
    }

    @Test
    void slowAnswersAThousandReadsInTheTimeOfAFew() throws Exception {
        LoadedScript script = sample("slow").configure(Map.of("size", 1L << 20, "delay", Duration.ofMillis(100)));
        Disk disk = script.open();
        FakeRead.bytes(disk, 0, 512);
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> reads = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int block = i;
                reads.add(threads.submit(() -> FakeRead.text(disk, block * 512L, 512)));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(reads.get(i).get()).startsWith("%015d\n".formatted(i));
            }
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(script.plugin().threadModel()).isEqualTo(ThreadModel.PARALLEL);
    }

    @Test
    void webReadsRanges() throws IOException {
        byte[] content = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        HttpServer server = serve(exchange -> {
            String[] range = exchange.getRequestHeaders().getFirst("Range").split("[=-]", -1);
            byte[] part = Arrays.copyOfRange(content, Integer.parseInt(range[1]), Integer.parseInt(range[2]) + 1);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + range[1] + "-" + range[2] + "/16");
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part);
            exchange.close();
        });
        try {
            LoadedScript script = sample("web").configure(Map.of("url", uri(server)));
            script.plugin().getReady();

            Disk disk = script.open();

            assertThat(disk.size()).isEqualTo(16);
            assertThat(FakeRead.text(disk, 8, 4)).isEqualTo("89ab");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void webSaysThatAServerIgnoresRanges() throws IOException {
        HttpServer server = serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        try {
            LoadedScript script = sample("web").configure(Map.of("url", uri(server)));

            assertThatThrownBy(() -> script.plugin().getReady())
                    .hasMessage(uri(server) + ": the server ignores ranges, so pieces cannot be read");
        } finally {
            server.stop(0);
        }
    }

    /** What a server does with a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static HttpServer serve(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", answer::to);
        server.start();
        return server;
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/disk.img");
    }
}
