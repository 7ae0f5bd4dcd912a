package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters over real images, looked at by real clients. */
class FilterImagesTest {
    /** Where sfdisk is told to put the partition, in bytes. */
    private static final long START = 2048 * 512;

    @TempDir
    Path directory;

    @BeforeEach
    void makeImage() throws IOException {
        requires("mke2fs", "e2fsck", "nbdcopy", "qemu-img", "qemu-io", "sfdisk");
        Files.writeString(Files.createDirectories(directory.resolve("files")).resolve("text"), "hello\n");
        Command.shell(directory, "truncate -s 16M image.ext4; mke2fs -q -t ext4 -d files image.ext4")
                .succeeds();
    }

    private Command.Result run(String command, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = nbdscript();
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--run";
        all[words.length + 2] = command;
        return Command.in(directory, all).run().succeeds();
    }

    private void makePartition(String label) {
        Command.shell(directory, """
                        truncate -s 32M disk.img
                        printf 'label: %s\\nstart=2048, size=32768\\n' | sfdisk -q disk.img
                        dd if=image.ext4 of=disk.img bs=1M seek=1 conv=notrunc status=none
                        """.formatted(label)).succeeds();
    }

    @Test
    void whatIsWrittenThroughCowLeavesTheImageAsItIs() {
        Command.shell(directory, "sha256sum image.ext4 > before").succeeds();
        run("""
                qemu-io -f raw -c 'write -P 0x55 0 4M' -c 'write -z 5M 1M' -c 'read -P 0x55 0 4M' \\
                    -c 'read -P 0 5M 1M' -c flush "$uri"
                """, "--filter=cow", "file", "image.ext4");
        Command.shell(directory, "sha256sum --check before; e2fsck -fn image.ext4")
                .succeeds();
    }

    @Test
    void aFileSystemIsWholeAfterItWasCopiedIntoCow() {
        run("""
                nbdcopy image.ext4 "$uri" && nbdcopy "$uri" back.ext4
                """, "--filter=cow", "memory", "16M");
        Command.shell(directory, "cmp image.ext4 back.ext4; e2fsck -fn back.ext4")
                .succeeds();
    }

    @Test
    void aPartitionOfAnMbrIsAFileSystem() {
        makePartition("dos");
        copyOut("--filter=partition", "file", "disk.img", "partition=1");
    }

    @Test
    void aPartitionOfAGptIsAFileSystem() {
        makePartition("gpt");
        copyOut("--filter=partition", "file", "disk.img", "partition=1");
    }

    @Test
    void anOffsetIntoAPartitionedImageIsAFileSystem() {
        makePartition("dos");
        copyOut("--filter=offset", "file", "disk.img", "offset=" + START, "range=16M");
    }

    private void copyOut(String... words) {
        run("qemu-img convert -f raw -O raw \"$uri\" back.ext4", words);
        Command.shell(directory, "cmp image.ext4 back.ext4; e2fsck -fn back.ext4")
                .succeeds();
    }

    @Test
    void theMapOfACowDiskIsTheImagesUntilItIsWritten() {
        Command.shell(
                        directory,
                        "truncate -s 1M sparse.img; printf x | dd of=sparse.img bs=1 seek=512K conv=notrunc status=none")
                .succeeds();
        assertThat(run("nbdinfo --map --totals \"$uri\"", "--filter=cow", "file", "sparse.img")
                        .output())
                .contains("4096   0.4%   0 data");
        assertThat(run(
                                "qemu-io -f raw -c 'write 0 1' \"$uri\" > /dev/null; nbdinfo --map --totals \"$uri\"",
                                "--filter=cow",
                                "file",
                                "sparse.img")
                        .output())
                .contains("69632   6.6%   0 data");
    }
}
