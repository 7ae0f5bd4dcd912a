package org.nbdscript.plugins;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Export;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.plugins.Extents.Extent;

class FilePluginTest {
    private static final FakeConnection WRITING = new FakeConnection();
    private static final FakeConnection READING = new FakeConnection("", true);

    @TempDir
    Path directory;

    private static FilePlugin serving(Path file) {
        return Configured.plugin(new FilePlugin(), Map.of("file", file));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private Path sparseFile(long size) throws IOException {
        Path path = directory.resolve("sparse.img");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return path;
    }

    @Test
    void aFileOfAnySizeIsServedAsItIs() throws IOException {
        try (Disk disk = serving(file("odd", "hello, world!")).open(WRITING)) {
            assertThat(disk.size()).isEqualTo(13);
            assertThat(disk.blocking()).isEqualTo(Blocking.PINS);
            assertThat(RecordedRead.of(disk, 12, 1).bytes()).containsExactly('!');
            disk.write(ByteBuffer.wrap(new byte[] {'J'}), 0, RequestFlags.of(RequestFlags.FUA));
            disk.zero(5, 8, RequestFlags.of(RequestFlags.MAY_TRIM | RequestFlags.FUA));
            disk.trim(12, 1, RequestFlags.NONE);
            disk.cache(0, 13);
            disk.flush();
        }
        assertThat(directory.resolve("odd")).hasContent("Jello\0\0\0\0\0\0\0\0");
    }

    @Test
    void whatIsInThePageCacheIsReadWithoutWaiting() throws IOException {
        Path path = file("data", "some data");
        // Reading it brings it there.
        assertThat(path).hasContent("some data");
        try (Disk disk = serving(path).open(READING)) {
            RecordedRead read = RecordedRead.ofNow(disk, 5, 4);
            assertThat(read)
                    .as("what the file system of %s has just read", directory)
                    .isNotNull();
            assertThat(read.bytes()).asString(US_ASCII).isEqualTo("data");
        }
    }

    @Test
    void aFileThatGotShorterIsNotReadAtOnce() throws IOException {
        Path path = file("data", "some data");
        try (Disk disk = serving(path).open(READING)) {
            Files.writeString(path, "some");
            assertThat(RecordedRead.ofNow(disk, 0, 9)).isNull();
            assertThatThrownBy(() -> RecordedRead.of(disk, 0, 9)).isInstanceOf(NbdException.class);
        }
    }

    @Test
    void aFileThatIsKeptOutOfThePageCacheIsNotReadAtOnce() throws IOException {
        FilePlugin plugin = Configured.plugin(new FilePlugin(), Map.of("file", file("data", "data"), "cache", "none"));
        try (Disk disk = plugin.open(READING)) {
            assertThat(RecordedRead.ofNow(disk, 0, 4)).isNull();
        }
    }

    @Test
    void anExportNameMeansNothingWithOneFile() throws IOException {
        FilePlugin plugin = serving(file("one", "1"));
        plugin.open(new FakeConnection("whatever", false)).close();
        assertThat(plugin.listExports(WRITING)).containsExactly(new Export(""));
        assertThat(plugin.defaultExport(WRITING)).isEmpty();
    }

    @Test
    void aReadOnlyConnectionCannotWrite() throws IOException {
        try (Disk disk = serving(file("data", "data")).open(READING)) {
            assertThat(disk.capabilities().canWrite()).isFalse();
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(1), 0, RequestFlags.NONE))
                    .isInstanceOf(NbdException.class);
        }
        assertThat(directory.resolve("data")).hasContent("data");
    }

    @Test
    void aFileThatCannotBeWrittenIsServedReadOnly() throws IOException {
        // A program that runs refuses writers of any user, root included.
        Path sleep = Path.of("/bin/sleep");
        Assumptions.assumeTrue(Files.isExecutable(sleep), "needs /bin/sleep");
        Path program = Files.copy(sleep, directory.resolve("program"), StandardCopyOption.COPY_ATTRIBUTES);
        Process running = new ProcessBuilder(program.toString(), "60").start();
        try (Disk disk = serving(program).open(WRITING)) {
            assertThat(disk.capabilities().canWrite()).isFalse();
            assertThat(RecordedRead.of(disk, 1, 3).bytes()).containsExactly('E', 'L', 'F');
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void holesAreFoundMadeAndFilled() throws IOException {
        long megabyte = 1 << 20;
        try (Disk disk = serving(sparseFile(4 * megabyte + 1)).open(WRITING)) {
            Assumptions.assumeTrue(disk.capabilities().canExtents(), "the file system does not tell its holes");
            disk.write(ByteBuffer.allocate((int) (2 * megabyte)), megabyte, RequestFlags.NONE);
            disk.trim(2 * megabyte, megabyte, RequestFlags.NONE);
            disk.flush();
            assertThat(Extents.of(disk, 0, 4 * megabyte + 1))
                    .containsExactly(
                            new Extent(0, megabyte, ExtentType.HOLE_ZERO),
                            new Extent(megabyte, megabyte, ExtentType.DATA),
                            new Extent(2 * megabyte, 2 * megabyte + 1, ExtentType.HOLE_ZERO));
            assertThat(Extents.of(disk, megabyte + 1, 5)).containsExactly(new Extent(megabyte + 1, 5, ExtentType.DATA));
            disk.zero(megabyte, megabyte, RequestFlags.of(RequestFlags.MAY_TRIM));
            assertThat(Extents.of(disk, 0, 4 * megabyte + 1))
                    .containsExactly(new Extent(0, 4 * megabyte + 1, ExtentType.HOLE_ZERO));
        }
    }

    @Test
    void requestsOfManyThreadsAndConnectionsLoseNothing() throws IOException, InterruptedException {
        int threads = 4;
        int blockBytes = 1000;
        FilePlugin plugin = serving(sparseFile(100L * threads * blockBytes));
        try (Disk disk = plugin.open(WRITING);
                Disk other = plugin.open(READING);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            assertThat(disk.capabilities().canMultiConn()).isTrue();
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                work.add(() -> {
                    for (int block = first; block < 100 * threads; block += threads) {
                        byte[] bytes = new byte[blockBytes];
                        Arrays.fill(bytes, (byte) block);
                        disk.write(ByteBuffer.wrap(bytes), (long) block * blockBytes, RequestFlags.NONE);
                        byte[] seen = RecordedRead.of(other, (long) block * blockBytes, blockBytes)
                                .bytes();
                        if (!Arrays.equals(seen, bytes)) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            assertThat(executor.invokeAll(work)).allMatch(result -> result.resultNow());
        }
    }

    @Test
    void aFileThatShrankFailsWithEioAndNotWithZeroes() throws IOException {
        Path path = file("shrinking", "0123456789");
        try (Disk disk = serving(path).open(WRITING)) {
            Files.writeString(path, "01234");
            assertThatThrownBy(() -> RecordedRead.of(disk, 0, 10))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO))
                    .hasMessageContaining("shorter");
        }
    }

    @Test
    void errorsKeepTheirNumberAndName() throws IOException {
        Path path = file("vanishing", "data");
        FilePlugin plugin = serving(path);
        Files.delete(path);
        assertThatThrownBy(() -> plugin.open(WRITING))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("ENOENT");
    }

    @Test
    void eitherAFileOrADirectoryMustBeNamed() {
        assertThatThrownBy(() -> Configured.plugin(new FilePlugin(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected either file=FILENAME or dir=DIRECTORY, but neither was given");
        assertThatThrownBy(() -> Configured.plugin(new FilePlugin(), Map.of("file", directory, "dir", directory)))
                .hasMessageEndingWith("both were given");
        assertThatThrownBy(() -> serving(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a regular file or a block device")
                .hasMessageContaining("is a directory; dir= serves the files in one");
        assertThatThrownBy(() -> serving(directory.resolve("missing")))
                .hasMessageContaining("ENOENT")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> serving(Path.of("/dev/zero"))).hasMessageContaining("is a character device");
        assertThatThrownBy(() -> Configured.plugin(new FilePlugin(), Map.of("dir", directory.resolve("missing"))))
                .hasMessageContaining("does not exist");
    }

    private FilePlugin servingADirectory() throws IOException, InterruptedException {
        Path served = Files.createDirectory(directory.resolve("served"));
        file("secret", "secret");
        Files.writeString(served.resolve("b.img"), "bb");
        Files.writeString(served.resolve("a.img"), "a");
        Files.createDirectory(served.resolve("subdirectory"));
        Files.createSymbolicLink(served.resolve("inside"), Path.of("a.img"));
        Files.createSymbolicLink(served.resolve("outside"), Path.of("../secret"));
        Files.createSymbolicLink(served.resolve("dangling"), Path.of("nowhere"));
        new ProcessBuilder("mkfifo", served.resolve("fifo").toString()).start().waitFor();
        return Configured.plugin(new FilePlugin(), Map.of("dir", served));
    }

    @Test
    void aDirectoryListsWhatCanBeServedAndNothingOutside() throws IOException, InterruptedException {
        FilePlugin plugin = servingADirectory();
        assertThat(plugin.listExports(READING)).extracting(Export::name).isEqualTo(List.of("a.img", "b.img", "inside"));
        assertThat(plugin.defaultExport(READING)).isNull();
        for (Export export : plugin.listExports(READING)) {
            try (Disk disk = plugin.open(new FakeConnection(export.name(), false))) {
                assertThat(disk.size()).isEqualTo(export.name().startsWith("b") ? 2 : 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../secret",
                "outside",
                "dangling",
                "subdirectory",
                "fifo",
                "./a.img",
                "/etc/passwd",
                "a.img\0",
                "missing"
            })
    void whatADirectoryDoesNotListIsNotOpened(String name) throws IOException, InterruptedException {
        FilePlugin plugin = servingADirectory();
        assertThatThrownBy(() -> plugin.open(new FakeConnection(name, false))).isInstanceOf(NbdException.class);
        assertThatThrownBy(() -> plugin.open(new FakeConnection(name, true))).isInstanceOf(NbdException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "random", "sequential"})
    void everyAdviceIsTaken(String advice) throws IOException {
        try (Disk disk = Configured.disk(
                new FilePlugin(), Map.of("file", file("data", "data"), "fadvise", advice, "cache", "none"))) {
            assertThat(RecordedRead.of(disk, 0, 4).bytes()).containsExactly('d', 'a', 't', 'a');
        }
    }
}
