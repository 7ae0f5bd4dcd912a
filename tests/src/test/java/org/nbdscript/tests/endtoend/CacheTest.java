package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter {@code cache} under load, and where its file has no room. */
class CacheTest {
    private static final String FIO = """
            fio --ioengine=nbd --uri="$uri" --rw=randrw --bsrange=4k-256k --bs_unaligned=0 --iodepth=32 --numjobs=2 \
                --size=64M --offset_increment=64M --verify=crc32c --verify_fatal=1 --verify_backlog=256 \
                --name=verify --group_reporting --randrepeat=1 --fsync=64
            """;

    @TempDir
    Path directory;

    private Command.Result shell(String script) {
        return Command.shell(directory, script).succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"writeback", "writethrough", "unsafe"})
    void aCacheOn8MebibytesOfTmpfsUnderAGibibyteGoesOnWhenItIsFull(String mode) {
        requires("fio", "unshare", "mount");
        String output = shell("""
                        cat >load.sh <<'END'
                        %s
                        END
                        mkdir small
                        timeout 300 unshare -m bash -euo pipefail -c '
                        mount -t tmpfs -o size=8M none small
                        %s --filter=cache memory 1G cache=%s cache-directory=small cache-on-read=true \
                            --run "export uri; sh load.sh; df --output=pcent small | tail -n 1"
                        '
                        """.formatted(FIO, nbdscript(), mode)).output();
        assertThat(output).contains("err= 0").doesNotContain("verify: bad");
        assertThat(output.lines().toList().getLast().strip()).matches("(8|9|10)[0-9]%|100%");
    }

    @Test
    void whatWasWrittenThroughABoundedCacheIsInTheFileAfterwards() {
        requires("qemu-img", "nbdcopy");
        shell("""
                dd if=/dev/urandom of=content bs=1M count=16 status=none
                truncate -s 16M disk.img
                %s --filter=cache file disk.img cache-max-size=2M --run 'nbdcopy --flush content "$uri"'
                cmp content disk.img
                """.formatted(nbdscript()));
    }
}
