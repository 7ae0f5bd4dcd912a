package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.client.NbdClient;
import org.nbdscript.client.RequestFailedException;
import org.nbdscript.protocol.NbdUri;
import org.nbdscript.protocol.transmission.NbdError;

/** Block sizes and sizes of a script's disk, as clients meet them. */
class DiskShapeTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeScript() throws IOException {
        Files.writeString(directory.resolve("shape.py"), """
                import nbdscript
                disk = bytearray(65536)

                def get_size(): return len(disk)
                def block_size(): return (4096, 4096, 8192)

                def pread(buf, offset):
                    if offset % 4096 or len(buf) % 4096 or len(buf) > 8192: raise ValueError('unaligned')
                    buf[:] = disk[offset:offset + len(buf)]

                def pwrite(buf, offset):
                    if offset % 4096 or len(buf) % 4096 or len(buf) > 8192: raise ValueError('unaligned')
                    disk[offset:offset + len(buf)] = buf

                def resize(size):
                    global disk
                    disk = disk[:size] + bytearray(max(0, size - len(disk)))
                """);
    }

    private String nbdsh(String options, String commands) {
        requires("nbdsh");
        return Command.shell(
                        directory,
                        nbdscript() + " " + options + " shape.py --run 'nbdsh -c \"h.set_strict_mode(0)\" -c"
                                + " \"h.connect_uri(\\\"$uri\\\")\" -c \"" + commands + "\"'")
                .succeeds()
                .output();
    }

    @Test
    void aClientThatKnowsNoBlocksIsServedAllTheSame() {
        assertThat(
                        nbdsh(
                                "",
                                "h.pwrite(b\\\"x\\\" * 10000, 5); h.zero(100, 50);"
                                        + " b = h.pread(65536, 0); print(b.count(b\\\"x\\\"), b[4], b[5], b[50], b[10004], b[10005])"))
                .isEqualTo("9900 0 120 0 120 0\n");
    }

    @Test
    void withAlignmentRefuseItIsNot() {
        assertThat(nbdsh(
                        "--alignment=refuse",
                        "print(h.get_block_size(nbd.SIZE_MINIMUM))\ntry: h.pwrite(b\\\"x\\\", 5)\nexcept nbd.Error as e:"
                                + " print(e.errno)"))
                .isEqualTo("4096\nEINVAL\n");
    }

    @Test
    void aClientResizesTheDiskForItselfAndForThoseThatComeLater() throws IOException {
        try (Server server = Server.start(directory, "shape.py");
                NbdClient client = NbdClient.connect(NbdUri.parse(server.uri()))) {
            assertThat(client.export().size()).isEqualTo(65536);
            assertThatThrownBy(() -> client.write(ByteBuffer.allocate(512), 65536, false))
                    .isInstanceOfSatisfying(
                            RequestFailedException.class,
                            e -> assertThat(e.error()).isEqualTo(NbdError.ENOSPC));
            client.resize(131072);
            client.write(ByteBuffer.wrap(new byte[] {7}), 131071, false);
            assertThatThrownBy(() -> client.resize(131073))
                    .hasMessageContaining("no multiple of the minimum block size");
            try (NbdClient later = NbdClient.connect(NbdUri.parse(server.uri()))) {
                assertThat(later.export().size()).isEqualTo(131072);
                ByteBuffer last = ByteBuffer.allocate(1);
                later.read(last, 131071);
                assertThat(last.get(0)).isEqualTo((byte) 7);
            }
        }
    }
}
