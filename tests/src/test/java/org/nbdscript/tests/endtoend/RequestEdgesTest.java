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

/** Requests at the edge of what the specification says, from a client that was told not to check them itself. */
class RequestEdgesTest {
    private static final String LENIENT = """
            h.set_strict_mode(0)
            def said(call):
                try:
                    call()
                    return "done"
                except nbd.Error as e:
                    return e.errno
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needNbdsh() {
        requires("nbdsh");
    }

    private String ask(String options, String statements) throws IOException {
        return askDisk(options + " memory 1M", statements);
    }

    private String askDisk(String disk, String statements) throws IOException {
        Files.writeString(directory.resolve("client.py"), LENIENT + statements);
        return Command.shell(
                        directory,
                        nbdscript() + " " + disk + " --run 'nbdsh --base-allocation -u \"$uri\" -c -" + " <client.py'")
                .succeeds()
                .output();
    }

    @Test
    void emptyRequestsForDataSucceedAndAnEmptyBlockStatusIsRefused() throws IOException {
        assertThat(ask("", """
                        print(said(lambda: h.pread(0, 0)), said(lambda: h.pread(0, 1 << 20)),
                              said(lambda: h.pwrite(b"", 0)), said(lambda: h.trim(0, 0)), said(lambda: h.zero(0, 0)),
                              said(lambda: h.cache(0, 0)), said(lambda: h.block_status(0, 0, lambda *a: 0)))
                        print(h.pread(512, 0) == bytearray(512))
                        """)).isEqualTo("done done done done done done EINVAL\nTrue\n");
    }

    @Test
    void aReadAcrossTheEndGivesTheValidPartAndAnErrorAtTheEnd() throws IOException {
        assertThat(ask("", """
                        h.pwrite(b"x" * 512, (1 << 20) - 512)
                        def chunk(data, offset, status, error):
                            print(len(data), offset, status == nbd.READ_DATA, bytes(data[:1]))
                        print(said(lambda: h.pread_structured(1024, (1 << 20) - 512, chunk)))
                        print(h.pread(1, (1 << 20) - 1))
                        """)).matches("512 1048064 True b'x'\n0 1048576 False b''\nEINVAL\n.*\n");
    }

    @Test
    void aBlockStatusAcrossTheEndEndsWithTheDisk() throws IOException {
        assertThat(ask("", """
                        h.pwrite(b"x" * 512, (1 << 20) - 512)
                        print(said(lambda: h.block_status(1 << 20, (1 << 20) - 512, lambda m, o, e, err: print(o, e))))
                        print(said(lambda: h.block_status(512, 1 << 20, lambda m, o, e, err: print(o, e))))
                        """)).isEqualTo("1048064 [512, 0]\ndone\nEINVAL\n");
    }

    @Test
    void aReadAcrossTheEndIsRefusedWhereOneErrorIsAllThatCanBeSaid() throws IOException {
        assertThat(ask("--no-sr", "print(said(lambda: h.pread(1024, (1 << 20) - 512)))"))
                .isEqualTo("EINVAL\n");
    }

    @Test
    void noChunkOfALongReadHasMoreThanWhatTheClientWasTold() throws IOException {
        String longRead = """
                size = h.get_size()
                for offset in range(0, size, 4 << 20):
                    h.pwrite(b"x" * min(4 << 20, size), offset)
                chunks = []
                read = h.pread_structured(size, 0, lambda data, *rest: chunks.append(len(data)))
                print(read == b"x" * size, h.get_block_size(nbd.SIZE_MAXIMUM), max(chunks) <= h.get_block_size(nbd.SIZE_MAXIMUM))
                """;
        assertThat(askDisk("memory 48M", longRead)).isEqualTo("True 33554432 True\n");
        assertThat(askDisk("--filter=blocksize memory 1M maxdata=64K", longRead))
                .isEqualTo("True 65536 True\n");
    }
}
