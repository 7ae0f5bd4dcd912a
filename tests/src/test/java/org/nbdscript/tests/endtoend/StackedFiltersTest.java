package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Filters in all languages above one another, and the sample filters, through real clients. */
class StackedFiltersTest {
    @TempDir
    Path directory;

    private static String filter(Language language, String name) {
        return "--filter=" + sample(language, "filters/" + name);
    }

    @Test
    void noByteIsWrongThroughFiltersOfThreeLanguagesAndJavaOnAScript() {
        requires("fio");
        String fio = "fio --ioengine=nbd --uri=\"$uri\" --rw=randrw --bsrange=512-64k --bs_unaligned=0 --iodepth=32"
                + " --numjobs=4 --size=4M --offset_increment=4M --verify=crc32c --verify_fatal=1 --verify_backlog=256"
                + " --name=verify --group_reporting --loops=2 --randrepeat=1";
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        filter(Language.JAVASCRIPT, "xor"),
                        "--filter=offset",
                        filter(Language.PYTHON, "policy"),
                        "--filter=nozero",
                        filter(Language.GROOVY, "dirty"),
                        sample(Language.PYTHON, "ramdisk"),
                        "size=18M",
                        "key=text:secret",
                        "offset=1M",
                        "range=16M",
                        "protect=0",
                        "--run",
                        fio)
                .run()
                .succeeds();
        assertThat(result.output()).contains("err= 0").doesNotContain("verify: bad");
    }

    @ParameterizedTest
    @EnumSource
    void dirtyTellsWhatWasWritten(Language language) {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        filter(language, "dirty"),
                        "memory",
                        "1M",
                        "--run",
                        "qemu-io -f raw -c 'write 100k 10k' \"$uri\" > /dev/null"
                                + " && nbdinfo --map=x-dirty:changed \"$uri\"")
                .run()
                .succeeds();
        assertThat(result.output().strip().split("\\s+"))
                .containsExactly("0", "65536", "0", "65536", "65536", "1", "131072", "917504", "0");
    }

    @ParameterizedTest
    @EnumSource
    void policyRefusesWithAnErrnoAndDropsTheClient(Language language) {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        filter(language, "policy"),
                        "memory",
                        "64K",
                        "protect=512",
                        "trap=60K",
                        "--run",
                        """
                        nbdsh -u "$uri" -c '
                        h.pwrite(bytes(10), 600)
                        for offset in (0, 61440):
                            try:
                                h.pwrite(bytes(10), offset)
                            except nbd.Error as error:
                                print(error.errno)
                        '
                        """)
                .run()
                .succeeds();
        assertThat(result.output().lines()).containsExactly("EPERM", "ENOTCONN");
        assertThat(result.errors()).contains("write of 0+10 is against the policy");
    }

    @ParameterizedTest
    @EnumSource
    void logPrintsEachRequest(Language language) {
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        filter(language, "log"),
                        "memory",
                        "64K",
                        "--run",
                        "nbdsh -u \"$uri\" -c 'h.pread(512, 1024)'")
                .run()
                .succeeds();
        assertThat(result.errors()).contains("65536 bytes").containsPattern("read 1024\\+512 took \\d+ ms");
    }
}
