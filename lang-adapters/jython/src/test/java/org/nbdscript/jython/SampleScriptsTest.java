package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeRead;

class SampleScriptsTest {
    private static final Path SAMPLES = Path.of("../../sample-scripts/python");

    private static TestScript sample(String name) {
        TestScript script = TestScript.ofFile(SAMPLES.resolve(name));
        assertThat(script.host.log).isEmpty();
        assertThat(script.plugin.description()).isNotEmpty();
        return script;
    }

    @Test
    void helloServesItsText() {
        TestScript script = sample("hello.py");
        script.configure(Map.of("text", "Hello, disk!"));
        Disk disk = script.open();
        assertThat(disk.size()).isEqualTo(12);
        assertThat(disk.capabilities().canWrite()).isFalse();
        assertThat(FakeRead.text(disk, 7, 4)).isEqualTo("disk");
    }

    @Test
    void ramdiskKeepsWhatWasWritten() {
        TestScript script = sample("ramdisk.py");
        script.configure(Map.of("size", 1048576L));
        Disk disk = script.open();
        TestScript.write(disk, 4096, "abc");
        assertThat(FakeRead.text(script.open(), 4095, 5)).isEqualTo("\0abc\0");
        assertThat(disk.capabilities().canMultiConn()).isTrue();
    }

    @Test
    void sparseStoresOnlyWrittenPages() {
        TestScript script = sample("sparse.py");
        script.configure(Map.of("size", 100L << 30));
        Disk disk = script.open();
        TestScript.write(disk, (99L << 30) - 2, "abcd");
        assertThat(FakeRead.text(disk, (99L << 30) - 4, 8)).isEqualTo("\0\0abcd\0\0");
        List<String> extents = new ArrayList<>();
        disk.extents((99L << 30) - 131072, 262144, RequestFlags.NONE, (offset, length, type) -> {
            extents.add(offset - (99L << 30) + " " + length + " " + type);
            return true;
        });
        assertThat(extents)
                .containsExactly(
                        "-131072 65536 HOLE_ZERO", "-65536 65536 DATA", "0 65536 DATA", "65536 65536 HOLE_ZERO");
        disk.trim((99L << 30) - 1, 65537, RequestFlags.NONE);
        assertThat(FakeRead.text(disk, (99L << 30) - 4, 8)).isEqualTo("\0\0a\0\0\0\0\0");
        disk.zero(0, 100L << 20, RequestFlags.NONE);
    }

    @Test
    void exportsServesTheFilesOfADirectory(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("one.img"), "first");
        Files.createDirectory(directory.resolve("inner"));
        TestScript script = sample("exports.py");
        script.configure(Map.of("dir", directory));
        assertThat(script.plugin.listExports(script.connection))
                .containsExactly(new Export("one.img", "one.img, 5 bytes"));
        assertThat(script.plugin.defaultExport(script.connection)).isNull();
        script.connection.exportName = "one.img";
        try (Disk disk = script.open()) {
            assertThat(disk.description()).isEqualTo("one.img, 5 bytes");
            assertThat(FakeRead.text(disk, 1, 4)).isEqualTo("irst");
        }
    }

    @Test
    void exportsRefusesNamesThatLeaveTheDirectory(@TempDir Path directory) {
        TestScript script = sample("exports.py");
        script.configure(Map.of("dir", directory));
        for (String name : List.of("..", "", "../secret", "/etc/passwd", "inner", "none")) {
            script.connection.exportName = name;
            assertThatThrownBy(script::open)
                    .isInstanceOfSatisfying(
                            NbdException.class,
                            failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOENT));
        }
    }

    @Test
    void faultsFailByOffset() throws IOException {
        TestScript script = sample("faults.py");
        script.configure(Map.of("size", 1048576L));
        Disk disk = script.open();
        assertFault(() -> FakeRead.bytes(disk, 65536, 512), Errno.EIO, "the block at 64K cannot be read");
        assertFault(() -> FakeRead.bytes(disk, 130000, 4096), Errno.ENOSPC, "the block at 128K has no space");
        assertFault(() -> FakeRead.bytes(disk, 196608, 512), Errno.EPERM, "the block at 192K is not for you");
        assertFault(() -> FakeRead.bytes(disk, 262144, 512), Errno.EIO, "ValueError: the block at 256K has a bug");
        assertFault(() -> TestScript.write(disk, 65536, "x"), Errno.ENOSPC, "the block at 64K is full");
        TestScript.write(disk, 0, "fine");
        assertThat(FakeRead.text(disk, 0, 4)).isEqualTo("fine");
    }

    private static void assertFault(Runnable call, Errno errno, String text) throws IOException {
        String position = SAMPLES.resolve("faults.py") + ":" + line(text);
        assertThatThrownBy(call::run).isInstanceOfSatisfying(NbdException.class, failure -> {
            assertThat(failure.errno()).isEqualTo(errno);
            assertThat(failure.text()).startsWith(text);
            assertThat(failure.position()).hasToString(position);
        });
    }

    /** The line of the sample that raises the text. */
    private static int line(String text) throws IOException {
        List<String> lines = Files.readAllLines(SAMPLES.resolve("faults.py"));
        String raised = text.substring(text.indexOf("the block"));
        return lines.indexOf(lines.stream()
                        .filter(line -> line.contains("raise") && line.contains(raised))
                        .findFirst()
                        .orElseThrow())
                + 1;
    }

    @Test
    void slowAnswersAThousandReadsInAboutTheTimeOfOne() throws Exception {
        TestScript script = sample("slow.py");
        script.configure(Map.of("size", 1048576L, "delay", Duration.ofMillis(100)));
        assertThat(script.plugin.threadModel()).isEqualTo(ThreadModel.PARALLEL);
        Disk disk = script.open();
        assertThat(FakeRead.text(disk, 1024, 16)).isEqualTo("000000000000002\n");
        long start = System.nanoTime();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                long offset = i * 512L;
                requests.submit(() -> FakeRead.bytes(disk, offset, 512));
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void webReadsByRanges() throws IOException {
        byte[] content = new byte[100_000];
        new Random(7).nextBytes(content);
        HttpServer server = serve(exchange -> answer(exchange, content, true));
        try {
            TestScript script = sample("web.py");
            script.configure(Map.of("url", uri(server)));
            script.plugin.getReady();
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(100_000);
            assertThat(FakeRead.bytes(disk, 50_001, 1000)).isEqualTo(Arrays.copyOfRange(content, 50_001, 51_001));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void webSaysThatAServerIgnoresRanges() throws IOException {
        HttpServer server = serve(exchange -> answer(exchange, new byte[10], false));
        try {
            TestScript script = sample("web.py");
            script.configure(Map.of("url", uri(server)));
            assertThatThrownBy(script.plugin::getReady).isInstanceOfSatisfying(NbdException.class, failure -> {
                assertThat(failure.errno()).isEqualTo(Errno.ENOTSUP);
                assertThat(failure.text()).contains("the server ignores ranges");
            });
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/disk.img");
    }

    private static void answer(HttpExchange exchange, byte[] content, boolean ranges) throws IOException {
        try (exchange) {
            String[] range =
                    exchange.getRequestHeaders().getFirst("Range").substring(6).split("-", -1);
            int from = Integer.parseInt(range[0]);
            int to = Integer.parseInt(range[1]) + 1;
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + range[0] + "-" + range[1] + "/" + content.length);
            byte[] body = ranges ? Arrays.copyOfRange(content, from, to) : content;
            exchange.sendResponseHeaders(ranges ? 206 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
