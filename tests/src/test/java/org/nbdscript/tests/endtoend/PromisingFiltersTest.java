package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
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
}
