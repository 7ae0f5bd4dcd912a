package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** A real file system goes through the disk and comes back as it was. */
class DiskImageTest {
    private static final String THERE_AND_BACK = """
            nbdcopy image.ext4 "$uri" &&
            qemu-img convert -f raw -O raw "$uri" back.ext4 &&
            nbdcopy "$uri" again.ext4
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void makeImage() throws IOException {
        requires("mke2fs", "e2fsck", "nbdcopy", "qemu-img");
        Path files = Files.createDirectories(directory.resolve("files/sub"));
        byte[] bytes = new byte[3_000_001];
        new Random(1).nextBytes(bytes);
        Files.write(files.resolve("random"), bytes);
        Files.writeString(files.resolve("text"), "hello\n");
        Command.shell(directory, "truncate -s 32M image.ext4; mke2fs -q -t ext4 -d files image.ext4")
                .succeeds();
    }

    private void compare() {
        Command.shell(directory, "cmp image.ext4 back.ext4; cmp image.ext4 again.ext4; e2fsck -fn back.ext4")
                .succeeds();
    }

    @ParameterizedTest
    @EnumSource
    void anExt4ImageSurvivesARamdiskScript(Language language) {
        Command.in(directory, nbdscript(), sample(language, "ramdisk"), "size=32M", "--run", THERE_AND_BACK)
                .run()
                .succeeds();
        compare();
    }

    @Test
    void anExt4ImageSurvivesMemory() {
        Command.in(directory, nbdscript(), "memory", "32M", "--run", THERE_AND_BACK)
                .run()
                .succeeds();
        compare();
    }

    @Test
    void anExt4ImageSurvivesAFile() {
        Command.shell(directory, "truncate -s 32M disk.img").succeeds();
        Command.in(directory, nbdscript(), "file", "disk.img", "--run", THERE_AND_BACK)
                .run()
                .succeeds();
        compare();
        Command.shell(directory, "cmp image.ext4 disk.img").succeeds();
    }

    @Test
    void anExt4ImageSurvivesTcp() {
        Command.in(directory, nbdscript(), "-p", "0", "-i", "127.0.0.1", "memory", "32M", "--run", THERE_AND_BACK)
                .run()
                .succeeds();
        compare();
    }

    @ParameterizedTest
    @EnumSource
    void holesTravelAsHolesThroughSparse(Language language) throws IOException {
        Command.shell(directory, """
                        truncate -s 100G big.img
                        for at in 0 1 7 50 99; do dd if=/dev/urandom of=big.img bs=1M count=8 seek=$((at * 1024)) conv=notrunc status=none; done
                        """).succeeds();
        Command.in(directory, nbdscript(), sample(language, "sparse"), "size=100G", "--run", """
                        nbdcopy big.img "$uri" && nbdinfo --map --totals "$uri" > totals && nbdcopy "$uri" back.img
                        """)
                .run()
                .succeeds();
        assertThat(Files.readString(directory.resolve("totals")))
                .contains("41943040")
                .contains("hole,zero");
        Command.shell(directory, """
                        test $(du -k back.img | cut -f1) -lt 50000
                        for at in 0 1 7 50 99; do cmp <(dd if=big.img bs=1M count=8 skip=$((at * 1024)) status=none) <(dd if=back.img bs=1M count=8 skip=$((at * 1024)) status=none); done
                        """).succeeds();
    }
}
