package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/**
 * How long requests take where that is the point: disks that are slow on purpose, and those who do not wait for them.
 */
@Isolated
class PaceTest {
    private static final Path FILTERS =
            Path.of("src", "test", "resources", "filters").toAbsolutePath();

    /** What a client of most of these tests begins with. */
    private static final String CONNECT = """
            import os, time
            h.connect_uri(os.environ["uri"])
            def seconds(call):
                begin = time.monotonic()
                call()
                return time.monotonic() - begin
            """;

    @TempDir
    Path directory;

    private String output(String options, String client) throws IOException {
        requires("nbdsh");
        Files.writeString(directory.resolve("client.py"), CONNECT + client);
        return Command.shell(directory, nbdscript() + " " + options + " --run 'export uri; nbdsh -c - <client.py'")
                .succeeds()
                .output();
    }

    @Test
    void spinningMakesFarReadsSlowAndThoseThatFollowFast() throws IOException {
        String output =
                output("--filter=spinning memory 1G min-seek-time=0 half-seek-time=25ms max-seek-time=50ms", """
                        last = (1 << 30) - 512
                        far = seconds(lambda: [h.pread(512, i % 2 * last) for i in range(20)])
                        half = seconds(lambda: [h.pread(512, i % 2 << 29) for i in range(20)])
                        near = seconds(lambda: [h.pread(512, i * 512) for i in range(20)])
                        print(far >= 0.9, half >= 0.4, near < half < far)
                        """);
        assertThat(output).isEqualTo("True True True\n");
    }

    @Test
    void spinningHeadsAreSharedByClientsAndMayMoveEachForItself() throws IOException {
        String client = """
                other = nbd.NBD()
                other.connect_uri(os.environ["uri"])
                def alternate():
                    for i in range(20):
                        h.pread(512, 0)
                        other.pread(512, 1 << 29)
                print(seconds(alternate) >= 0.9)
                """;
        String server = "--filter=spinning memory 1G min-seek-time=0 half-seek-time=25ms max-seek-time=50ms";
        assertThat(output(server, client)).isEqualTo("True\n");
        assertThat(output(server + " heads=2 separate-heads=true", client)).isEqualTo("False\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/promises.js", "python/promises.py", "groovy/promises.groovy"})
    void sixtyFourReadsAboveASlowDiskTakeAboutTheTimeOfOne(String filter) throws IOException {
        String output = output("--filter=" + FILTERS.resolve(filter) + " --filter=delay memory 1M rdelay=100ms", """
                        h.pwrite(b"x" * 65536, 0)
                        def reads(count):
                            left = {h.aio_pread(nbd.Buffer(1), i * 1024) for i in range(count)}
                            while left:
                                h.poll(-1)
                                left = {cookie for cookie in left if not h.aio_command_completed(cookie)}
                        seconds(lambda: reads(1))
                        print(0.1 <= min(seconds(lambda: reads(64)) for i in range(3)) < 1)
                        """);
        assertThat(output).isEqualTo("True\n");
    }

    @ParameterizedTest
    @EnumSource
    void slowAnswersAThousandRequestsInAboutTheTimeOfOne(Language language) {
        requires("nbdsh");
        try (Server server = Server.start(directory, sample(language, "slow"), "delay=100ms")) {
            Command.Result client = Command.in(directory, "nbdsh", "-u", server.uri(), "-c", """
                            import time
                            def burst(count):
                                buffers = [nbd.Buffer(512) for i in range(count)]
                                start = time.monotonic()
                                for i in range(count):
                                    h.aio_pread(buffers[i], i * 512)
                                while h.aio_in_flight() > 0:
                                    h.poll(-1)
                                    while h.aio_in_flight() > 0:
                                        cookie = h.aio_peek_command_completed()
                                        if cookie == 0:
                                            break
                                        h.aio_command_completed(cookie)
                                return time.monotonic() - start
                            burst(1)
                            burst(1000)
                            print("seconds %.3f" % burst(1000))
                            """)
                    .run()
                    .succeeds();
            Matcher seconds = Pattern.compile("seconds ([0-9.]+)").matcher(client.output());
            assertThat(seconds.find()).isTrue();
            // One after another they would take 100 s, sixteen at a time 6 s.
            assertThat(Double.parseDouble(seconds.group(1))).isBetween(0.1, 2.0);
            server.stop();
        }
    }
}
