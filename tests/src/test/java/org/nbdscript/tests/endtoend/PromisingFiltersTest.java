package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters in every language that do not wait for what lies below, through real clients. */
class PromisingFiltersTest {
    private static final Path FILTERS =
            Path.of("src", "test", "resources", "filters").toAbsolutePath();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"javascript/promises.js", "python/promises.py", "groovy/promises.groovy"})
    void sixtyFourReadsAboveASlowDiskTakeAboutTheTimeOfOne(String filter) throws IOException {
        requires("nbdsh");
        String output = run(filter, "--filter=delay memory 1M rdelay=100ms", """
                        import os, time
                        h.connect_uri(os.environ["uri"])
                        h.pwrite(b"x" * 65536, 0)
                        def seconds(count):
                            begin = time.monotonic()
                            left = {h.aio_pread(nbd.Buffer(1), i * 1024) for i in range(count)}
                            while left:
                                h.poll(-1)
                                left = {cookie for cookie in left if not h.aio_command_completed(cookie)}
                            return time.monotonic() - begin
                        seconds(1)
                        print(0.1 <= seconds(64) < 1)
                        """);
        assertThat(output).isEqualTo("True\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/promises.js", "python/promises.py", "groovy/promises.groovy"})
    void noByteIsWrongAboveADiskThatWaits(String filter) throws IOException {
        requires("fio");
        Command.Result result = Command.shell(
                        directory,
                        nbdscript() + " --filter=" + FILTERS.resolve(filter)
                                + " --filter=delay memory 8M rdelay=1ms wdelay=1ms --run 'fio --ioengine=nbd --uri=\"$uri\""
                                + " --rw=randrw --bsrange=512-64k --iodepth=64 --size=8M --verify=crc32c --verify_fatal=1"
                                + " --verify_backlog=256 --name=verify'")
                .succeeds();
        assertThat(result.output()).contains("err= 0").doesNotContain("verify: bad");
    }

    private String run(String filter, String below, String client) throws IOException {
        Files.writeString(directory.resolve("client.py"), client);
        return Command.shell(
                        directory,
                        nbdscript() + " --filter=" + FILTERS.resolve(filter) + " " + below
                                + " --run 'export uri; nbdsh -c - <client.py'")
                .succeeds()
                .output();
    }
}
