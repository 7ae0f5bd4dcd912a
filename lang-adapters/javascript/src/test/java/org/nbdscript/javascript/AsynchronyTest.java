package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeRead;

class AsynchronyTest {
    @TempDir
    private Path directory;

    private LoadedScript script(String text) {
        return LoadedScript.of(directory, "async.js", "const getSize = () => 512;\n" + text);
    }

    @Test
    void callsParkUntilOneHasAnsweredAtOnce() {
        try (LoadedScript script = script("async function pread() { await nbdscript.sleep(0.02); }")) {
            Disk disk = script.open();
            FakeRead.of(disk, 0, 512);
            assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
        }
        for (String text : List.of("function pread() {}", "async function pread() { await null; }")) {
            try (LoadedScript script = script(text)) {
                Disk disk = script.open();
                assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
                FakeRead.of(disk, 0, 512);
                assertThat(disk.blocking()).as(text).isEqualTo(Blocking.NEVER);
            }
        }
    }

    @Test
    void timersRunInOrderAndCanBeCleared() {
        try (LoadedScript script = script("""
                const seen = [];
                const never = setTimeout(() => seen.push('never'), 1);
                clearTimeout(never);
                setTimeout((a, b) => seen.push(a + b), 2, 'x', 'y');
                setImmediate(() => seen.push('now'));
                queueMicrotask(() => seen.push('micro'));
                let ticks = 0;
                const interval = setInterval(() => {
                    if (++ticks === 3) { clearInterval(interval); console.log(seen.join(' '), ticks); }
                }, 5);
                function pread() {}
                """)) {
            await().untilAsserted(() -> assertThat(script.host.printed).containsExactly("micro now xy 3"));
        }
    }

    @Test
    void failuresOfTimersAreLogged() {
        try (LoadedScript script = script("setTimeout(() => { throw new Error('lost') }, 1);\nfunction pread() {}")) {
            String file = directory.resolve("async.js").toString();
            await().untilAsserted(() -> assertThat(script.host.errors).containsExactly(file + ":2: lost"));
        }
    }

    @Test
    void promisesOfJavaCanBeAwaited() {
        try (LoadedScript script = script("""
                const CompletableFuture = Java.type('java.util.concurrent.CompletableFuture');
                const { MILLISECONDS } = Java.type('java.util.concurrent.TimeUnit');
                async function pread(buf, offset) {
                    if (offset === 1) await CompletableFuture.failedFuture(new java.io.IOException('broken'));
                    const text = await new CompletableFuture().completeOnTimeout('from java', 1, MILLISECONDS);
                    buf.set(new TextEncoder().encode(text));
                }
                """)) {
            Disk disk = script.open();
            assertThat(FakeRead.text(disk, 0, 9)).isEqualTo("from java");
            assertThatThrownBy(() -> FakeRead.of(disk, 1, 9))
                    .isInstanceOf(NbdException.class)
                    .hasMessage("IOException: broken");
        }
    }

    @Test
    void sleepEndsWithTheConnection() {
        try (LoadedScript script = script("""
                const open = (context) => context;
                async function pread(context) { await context.sleep(1000); }
                """)) {
            FakeConnection connection = new FakeConnection();
            Disk disk = script.plugin.open(connection);
            CompletableFuture<FakeRead> read = CompletableFuture.supplyAsync(() -> FakeRead.of(disk, 0, 8));
            await().until(() -> !connection.closing.isEmpty());
            connection.leave();
            assertThatThrownBy(read::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(NbdException.class)
                    .extracting(e -> ((NbdException) e.getCause()).errno())
                    .isEqualTo(Errno.ESHUTDOWN);
        }
    }

    @Test
    void anyCallbackMayBeAsynchronous() {
        try (LoadedScript script = LoadedScript.of(directory, "all.js", """
                export async function configure() { await nbdscript.sleep(0.001); }
                export async function listExports() { return ['a', { name: 'b', description: 'B' }]; }
                export async function getSize() { return 512; }
                export async function canWrite() { return false; }
                export async function pread() {}
                export async function extents(count, offset) { return [[offset, count, 3]]; }
                export async function flush() {}
                """)) {
            script.configure(Map.of());
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(512);
            assertThat(disk.capabilities().canWrite()).isFalse();
            disk.flush();
            assertThat(script.plugin.listExports(new FakeConnection())).hasSize(2);
        }
    }
}
