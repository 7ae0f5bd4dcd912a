package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** fio writes and reads at random, several jobs at once, and checks every block that it reads back. */
class FioVerifyTest {
    /** Each job has a quarter of the disk, so that no job's blocks are another's. */
    private static final String FIO = """
            fio --ioengine=nbd --uri="$uri" --rw=randrw %s --bs_unaligned=0 --iodepth=32 --numjobs=4 \
                --size=16M --offset_increment=16M --verify=crc32c --verify_fatal=1 --verify_backlog=256 \
                --name=verify --group_reporting --loops=2 --randrepeat=1
            """;

    private static final String SMALL = FIO.formatted("--bsrange=512-64k");
    private static final String LARGE = FIO.formatted("--bssplit=4k/25:200k/25:256k/25:1m/25");

    @TempDir
    Path directory;

    @BeforeEach
    void needFio() {
        requires("fio");
    }

    private void verify(String... words) {
        verifyBy(SMALL, words);
    }

    private void verifyBy(String fio, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = nbdscript();
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--run";
        all[words.length + 2] = fio;
        Command.Result result = Command.in(directory, all).run().succeeds();
        assertThat(result.output()).contains("err= 0").doesNotContain("verify: bad");
    }

    @ParameterizedTest
    @EnumSource
    void noByteIsWrongInARamdiskScript(Language language) {
        verify(sample(language, "ramdisk"), "size=64M");
    }

    @ParameterizedTest
    @EnumSource
    void noByteOfALargeRequestIsWrongInARamdiskScript(Language language) {
        verifyBy(LARGE, sample(language, "ramdisk"), "size=64M");
    }

    @ParameterizedTest
    @EnumSource
    void noByteIsWrongInASparseScript(Language language) {
        verify(sample(language, "sparse"), "size=64M");
    }

    @Test
    void noByteIsWrongInMemory() {
        verify("memory", "64M");
    }

    @Test
    void noByteIsWrongOverTcp() {
        verify("-p", "0", "memory", "64M");
    }

    @Test
    void noByteIsWrongInAFile() {
        Command.shell(directory, "truncate -s 64M disk.img").succeeds();
        verify("file", "disk.img");
    }
}
