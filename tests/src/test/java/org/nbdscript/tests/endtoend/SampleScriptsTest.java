package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Every sample script does what its comment says. */
class SampleScriptsTest {
    @TempDir
    Path directory;

    private Command.Result run(String command, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = nbdscript();
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--run";
        all[words.length + 2] = command;
        return Command.in(directory, all).run();
    }

    @ParameterizedTest
    @EnumSource
    void helloServesItsText(Language language) {
        requires("nbdcopy");
        Command.Result result = run("nbdcopy \"$uri\" -", sample(language, "hello"), "text=good morning")
                .succeeds();
        assertThat(result.output()).startsWith("good morning");
    }

    @ParameterizedTest
    @EnumSource
    void exportsServesTheFilesOfADirectory(Language language) throws IOException {
        requires("nbdinfo", "nbdcopy");
        Path files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("one"), "first");
        Files.writeString(files.resolve("two"), "second file");
        Files.writeString(directory.resolve("secret"), "no");
        Command.Result list = run(
                        "nbdinfo --list \"$uri\" && nbdcopy \"nbd+unix:///two?socket=$unixsocket\" - | cat",
                        sample(language, "exports"),
                        "files")
                .succeeds();
        assertThat(list.output()).contains("export=\"one\"", "export=\"two\"", "second file", "5 bytes");
        Command.Result escape =
                run("nbdinfo \"nbd+unix:///..%2Fsecret?socket=$unixsocket\"", sample(language, "exports"), "files");
        assertThat(escape.exitCode()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource
    void faultsShowsErrnoAndTextAndTheLogCountsRepeats(Language language) {
        requires("nbdsh");
        try (Server server = Server.start(directory, sample(language, "faults"))) {
            Command.Result client = Command.in(directory, "nbdsh", "-u", server.uri(), "-c", """
                            for offset in (65536, 131072, 196608, 262144):
                                for again in range(50):
                                    try:
                                        h.pread(512, offset)
                                    except nbd.Error as e:
                                        if again == 0: print(offset, e.errno)
                            try:
                                h.pwrite(b"x" * 512, 65536)
                            except nbd.Error as e:
                                print("write", e.errno)
                            print(len(h.pread(512, 0)))
                            """)
                    .run()
                    .succeeds();
            assertThat(client.output())
                    .contains("65536 EIO", "131072 ENOSPC", "196608 EPERM", "262144 EIO", "write ENOSPC", "512\n");
            Command.Result talkative = Command.shell(
                    directory,
                    "LIBNBD_DEBUG=1 nbdsh -u '" + server.uri()
                            + "' -c 'h.pread(512, 131072)' 2>&1 | grep 'server message'");
            assertThat(talkative.output()).containsPattern("structured error server message: .*(128K|block 2)");
            server.stop();
            String script = Pattern.quote(sample(language, "faults"));
            Matcher first = Pattern.compile(script + ":\\d+.*131072.*").matcher(server.log());
            assertThat(first.find())
                    .as("the failure with file and line in%n%s", server.log())
                    .isTrue();
            assertThat(server.log()).containsPattern("50 times so far");
            assertThat(server.log()
                            .lines()
                            .filter(line -> line.contains("131072"))
                            .count())
                    .as("lines of a failure that came 50 times in%n%s", server.log())
                    .isLessThan(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void webServesAFileByRanges(Language language) throws IOException {
        requires("nbdcopy", "cmp");
        byte[] content = new byte[1_000_000];
        new Random(3).nextBytes(content);
        Files.write(directory.resolve("file"), content);
        HttpServer web = webServer(content);
        try {
            String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/file";
            run("nbdcopy \"$uri\" copy && cmp file copy", sample(language, "web"), url)
                    .succeeds();
        } finally {
            web.stop(0);
        }
    }

    private static HttpServer webServer(byte[] content) throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        web.createContext("/file", exchange -> {
            exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
            String range = exchange.getRequestHeaders().getFirst("Range");
            Matcher bounds = Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(range == null ? "" : range);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
                exchange.sendResponseHeaders(200, -1);
            } else if (bounds.matches()) {
                int from = Integer.parseInt(bounds.group(1));
                int to = Math.min(Integer.parseInt(bounds.group(2)), content.length - 1);
                exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
                exchange.sendResponseHeaders(206, to - from + 1);
                exchange.getResponseBody().write(content, from, to - from + 1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        web.start();
        return web;
    }

    @Test
    void everyLanguageHasTheSameSet() {
        for (String name : new String[] {"hello", "ramdisk", "sparse", "exports", "faults", "slow", "web", "stripe"}) {
            for (Language language : Language.values()) {
                assertThat(Path.of(sample(language, name)))
                        .isRegularFile()
                        .satisfies(file -> assertThat(Files.readAllLines(file)).hasSizeBetween(10, 60));
            }
        }
    }
}
