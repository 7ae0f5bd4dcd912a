package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeRead;

class PromisesTest {
    private static final String IMPORTS = """
            import errno
            from operator import setitem
            from java.util.concurrent import CompletableFuture, Executors
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CompletableFuture.completedFuture('ab\\xff')",
                "CompletableFuture.completedFuture(bytearray(b'ab\\xff'))",
                "CompletableFuture.completedFuture([(0, 'ab\\xff')])",
                "CompletableFuture.supplyAsync(lambda: 'ab\\xff')",
                "CompletableFuture.runAsync(lambda: setitem(buf, slice(0, 3), 'ab\\xff'))",
                "Executors.newSingleThreadExecutor().submit(lambda: setitem(buf, slice(0, 3), 'ab\\xff'))",
                "CompletableFuture.completedFuture(buf).thenRun(lambda: setitem(buf, slice(0, 3), 'ab\\xff'))",
            })
    void aPromiseIsAwaited(String promise) {
        Disk disk = TestScript.sized(directory, IMPORTS + "def pread(buf): return " + promise)
                .open();
        assertThat(FakeRead.text(disk, 0, 3)).isEqualTo("ab\u00ff");
    }

    @Test
    void aPromiseThatFailsIsAnErrnoATextAndALine() {
        Disk disk = TestScript.sized(directory, IMPORTS + """
                                def fail():
                                    raise OSError(errno.ENOSPC, 'later')
                                def pread(buf): return CompletableFuture.runAsync(fail)
                                def pwrite(buf): return CompletableFuture.runAsync(fail)
                                """).open();
        for (Runnable call : new Runnable[] {() -> FakeRead.bytes(disk, 0, 1), () -> TestScript.write(disk, 0, "a")}) {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(NbdException.class, failure -> {
                assertThat(failure.errno()).isEqualTo(Errno.ENOSPC);
                assertThat(failure.text()).isEqualTo("later");
                assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":5");
            });
        }
    }

    @Test
    void openMayReturnAPromise() {
        Disk disk = TestScript.of(directory, IMPORTS + """
                                class Disk:
                                    def get_size(self): return 3
                                    def pread(self, buf): return b'abc'
                                def open(context): return CompletableFuture.supplyAsync(lambda: Disk())
                                """).open();
        assertThat(FakeRead.text(disk, 0, 3)).isEqualTo("abc");
    }

    @Test
    void aBufferIsValidUntilThePromiseIsSettledOrTheConnectionEnds() {
        TestScript script = TestScript.sized(directory, IMPORTS + """
                        kept = []
                        promises = []
                        def pread(buf, offset):
                            if offset == 0:
                                kept.append(buf)
                                promises.append(CompletableFuture())
                                return promises[-1]
                            kept[-1][0:1] = 'x'
                        def flush():
                            promises[-1].complete(None)
                        """);
        Disk disk = script.open();
        CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> FakeRead.bytes(disk, 0, 1));
        Awaitility.await().ignoreException(NbdException.class).until(() -> FakeRead.bytes(disk, 1, 1) != null);
        disk.flush();
        assertThat(reading).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(new byte[] {'x'});
        assertThatThrownBy(() -> FakeRead.bytes(disk, 1, 1)).hasMessageContaining("a request that has ended");
        CompletableFuture.runAsync(() -> FakeRead.bytes(disk, 0, 1));
        Awaitility.await().ignoreException(NbdException.class).until(() -> FakeRead.bytes(disk, 1, 1) != null);
        script.connection.leave();
        assertThatThrownBy(() -> FakeRead.bytes(disk, 1, 1)).hasMessageContaining("a request that has ended");
    }

    @Test
    void callsRunAtTheSameTime() throws Exception {
        TestScript script = TestScript.sized(directory, """
                def configure(params):
                    global meet
                    meet = getattr(params.barrier, 'await')
                def thread_model(): return 'parallel'
                def pread(buf): meet()
                """);
        CyclicBarrier barrier = new CyclicBarrier(4);
        script.configure(Map.of("barrier", barrier));
        Disk disk = script.open();
        CompletableFuture<?>[] reads = new CompletableFuture<?>[4];
        for (int i = 0; i < reads.length; i++) {
            CompletableFuture<Void> read = new CompletableFuture<>();
            reads[i] = read;
            Thread.ofPlatform().daemon().start(() -> {
                FakeRead.bytes(disk, 0, 1);
                read.complete(null);
            });
        }
        CompletableFuture.allOf(reads).get(30, TimeUnit.SECONDS);
    }
}
