package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A file past the page cache, on a file system with a disk, from clients that know nothing of its blocks. */
class DirectIoTest {
    @TempDir(factory = OnADisk.class)
    Path directory;

    @BeforeEach
    void makeTheDisk() throws IOException {
        assumeTrue(
                !"tmpfs".equals(Files.getFileStore(directory).type()),
                "neither /var/tmp nor the build's directory is on a file system with a disk");
        Command.shell(directory, "truncate -s 64M disk.img").succeeds();
        assumeTrue(
                Command.shell(directory, "dd if=disk.img of=/dev/null iflag=direct bs=1M count=1")
                                .exitCode()
                        == 0,
                "the file system of " + directory + " has no direct I/O");
    }

    /** Clients that are told of blocks keep to them, or refuse: these are told of none. */
    private String servingAnyRequest(String client) {
        return serving(client, "--filter=blocksize-policy", "blocksize-minimum=1");
    }

    private String serving(String client, String... more) {
        List<String> words = new ArrayList<>(List.of(nbdscript(), "file", "disk.img", "direct=true"));
        words.addAll(List.of(more));
        words.addAll(List.of("--run", client));
        return Command.in(directory, words.toArray(String[]::new))
                .run()
                .succeeds()
                .output();
    }

    @Test
    void noByteIsWrongAtOddOffsetsOfManyClients() {
        requires("fio");
        assertThat(servingAnyRequest("""
                        fio --ioengine=nbd --uri="$uri" --rw=randrw --bs_unaligned=1 --iodepth=16 \
                            --numjobs=3 --size=2000001 --offset_increment=2000001 --verify=crc32c --verify_fatal=1 \
                            --verify_backlog=64 --name=verify --group_reporting --randrepeat=1 --number_ios=2000 \
                            --bsrange=64-20k
                        """)).contains("err= 0").doesNotContain("verify: bad");
    }

    @Test
    void oddLengthsAreReadBackAsTheyWereWritten() {
        requires("qemu-io");
        assertThat(servingAnyRequest("""
                        qemu-io -f raw "$uri" -c 'write -P 1 0 4M' -c 'write -P 2 511 1' -c 'write -P 3 513 70001' \
                            -c 'write -P 4 1048575 1050625' -c 'write -z 3000001 777' \
                            -c 'read -P 1 0 511' -c 'read -P 2 511 1' -c 'read -P 1 512 1' -c 'read -P 3 513 70001' \
                            -c 'read -P 1 70514 978061' -c 'read -P 4 1048575 1050625' -c 'read -P 1 2099200 900801' \
                            -c 'read -P 0 3000001 777' -c 'read -P 1 3000778 1193526' -c flush
                        """))
                .doesNotContain("Pattern verification failed")
                .doesNotContain("failed");
        // What came to the file is the same without nbdscript.
        Command.shell(
                        directory,
                        "test $(tail -c +514 disk.img | head -c 70001 | tr -d '\\003' | wc -c) = 0"
                                + " && test $(head -c 511 disk.img | tr -d '\\001' | wc -c) = 0")
                .succeeds();
    }

    @Test
    void clientsAreToldTheBlocks() {
        requires("nbdinfo");
        assertThat(serving("nbdinfo \"$uri\""))
                .containsPattern("block_size_minimum: (512|4096)\n")
                .contains("can_cache: false");
    }

    @Test
    void whatCannotBeReadDirectlyIsRefusedAtTheStart() {
        assumeTrue(Files.isReadable(Path.of("/proc/version")), "needs /proc/version");
        Command.Result result = Command.in(
                        directory, nbdscript(), "file", "/proc/version", "direct=true", "--run", "true")
                .run()
                .endsWith(1);
        assertThat(result.errors()).contains("/proc/version: direct=true: the file system has no direct I/O");
    }

    /** Where {@code /tmp} is in memory, {@code /var/tmp} mostly is not, or else the build's directory. */
    static final class OnADisk implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            for (Path parent : Stream.of("/var/tmp", "target").map(Path::of).toList()) {
                if (Files.isWritable(parent)
                        && !"tmpfs".equals(Files.getFileStore(parent).type())) {
                    return Files.createTempDirectory(parent.toAbsolutePath(), "nbdscript-direct");
                }
            }
            return Files.createTempDirectory("nbdscript-direct");
        }
    }
}
