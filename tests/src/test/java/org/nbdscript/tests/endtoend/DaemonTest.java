package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Where a server in the background is, and what relative paths mean to it. */
class DaemonTest {
    private static final Path ROOT = Path.of("/");

    @TempDir
    Path directory;

    @BeforeEach
    void writeContent() throws IOException {
        requires("nbdsh");
        Files.writeString(directory.resolve("content.txt"), "hello".repeat(1024));
    }

    @AfterEach
    void endDaemon() throws IOException {
        ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
        daemon.destroy();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !daemon.isAlive());
        assertThat(directory.resolve("socket")).doesNotExist();
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    }

    private Path workingDirectory() throws IOException {
        return Path.of("/proc/" + pid() + "/cwd").toRealPath();
    }

    private String script(Language language) {
        return switch (language) {
            case JAVASCRIPT -> """
                const Files = Java.type('java.nio.file.Files'), Path = Java.type('java.nio.file.Path');
                export function getSize() { return Files.size(Path.of('content.txt')); }
                export async function pread(buf, offset) {
                  const { fill } = await import('./helper.js');
                  fill(buf, Files.readAllBytes(Path.of('content.txt')), Number(offset));
                }
                """;
            case PYTHON -> """
                import io, os
                def get_size(): return os.path.getsize('content.txt')
                def pread(buf, offset):
                    import helper
                    helper.fill(buf, io.open('content.txt', 'rb').read(), offset)
                """;
            case GROOVY -> """
                def getSize() { new File('content.txt').length() }
                def pread(buf, offset) { buf.put(new File('content.txt').bytes, (int) offset, buf.remaining()) }
                """;
        };
    }

    private void start(String... words) {
        String[] all = new String[words.length + 6];
        System.arraycopy(new String[] {nbdscript(), "--daemon", "-U", "socket", "-P", "pid"}, 0, all, 0, 6);
        System.arraycopy(words, 0, all, 6, words.length);
        Command.in(directory, all).run().succeeds();
    }

    private String read() {
        String uri = "nbd+unix:///?socket=" + directory.resolve("socket");
        return Command.in(directory, "nbdsh", "-u", uri, "-c", "print(h.pread(10, 5).decode())")
                .run()
                .succeeds()
                .output();
    }

    private void startScript(Language language, String name) throws IOException {
        Files.writeString(
                directory.resolve("helper.js"),
                "export function fill(buf, from, at) { for (let i = 0; i < buf.length; i++) buf[i] = from[at + i]; }\n");
        Files.writeString(
                directory.resolve("helper.py"), "def fill(buf, source, at): buf[:] = source[at:at + len(buf)]\n");
        Files.writeString(directory.resolve(name), script(language));
        start(name);
        assertThat(read()).isEqualTo("hellohello\n");
    }

    @Test
    void theDirectoryIsTheRootAndRelativeParametersMeanWhatTheyDid() throws IOException {
        start("--filter=log", "file", "content.txt", "logscript=echo $act >> ./actions");
        assertThat(workingDirectory()).isEqualTo(ROOT);
        assertThat(read()).isEqualTo("hellohello\n");
        assertThat(directory.resolve("actions")).content().contains("Read\n");
    }

    @Test
    void relativePathsOfAScriptInJavaScriptMeanWhatTheyDid() throws IOException {
        startScript(Language.JAVASCRIPT, "disk.js");
        assertThat(workingDirectory()).isEqualTo(ROOT);
    }

    @Test
    void relativePathsOfAScriptInPythonMeanWhatTheyDid() throws IOException {
        startScript(Language.PYTHON, "disk.py");
        assertThat(workingDirectory()).isEqualTo(ROOT);
    }

    @Test
    void theDirectoryStaysForAScriptInGroovyWhoseFilesGoByIt() throws IOException {
        startScript(Language.GROOVY, "disk.groovy");
        assertThat(workingDirectory()).isEqualTo(directory.toRealPath());
    }
}
