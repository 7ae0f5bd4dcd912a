package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class BlocksizePolicyFilterTest extends FilterContract {
    private final ModelPlugin plugin = new ModelPlugin(new byte[64 << 10]);
    private final FakeConnection connection = new FakeConnection();

    @Override
    protected Filter filter() {
        return new BlocksizePolicyFilter();
    }

    /** Sizes that nobody keeps to, which is allowed. */
    @Override
    protected String[] parameters() {
        return new String[] {"blocksize-minimum=4K", "blocksize-preferred=8K", "blocksize-maximum=16K"};
    }

    private Disk open(String... parameters) {
        return FilterStack.start(filter(), plugin, parameters).stack().open(connection);
    }

    @Test
    void clientsAreToldTheSizesAndTheDisksOwnForTheRest() {
        assertThat(open(parameters()).blockSize()).isEqualTo(new BlockSize(4096, 8192, 16384));
        plugin.blockSize = new BlockSize(512, 65536, 1 << 20);
        assertThat(open("blocksize-minimum=1K").blockSize()).isEqualTo(new BlockSize(1024, 65536, 1 << 20));
    }

    @Test
    void requestsThatDoNotKeepToTheSizesFailIfThatIsThePolicy() {
        Disk disk = open("blocksize-minimum=512", "blocksize-maximum=4K", "blocksize-error-policy=error");
        assertThatCode(() -> ModelRead.of(disk, 512, 4096)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ModelRead.of(disk, 1, 512))
                .isInstanceOfSatisfying(
                        NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageContaining("not of whole blocks of 512");
        assertThatThrownBy(() -> disk.trim(0, 100, RequestFlags.NONE)).hasMessageContaining("whole blocks");
        assertThatThrownBy(() -> ModelRead.of(disk, 0, 8192)).hasMessageContaining("longer than 4096");
        assertThatCode(() -> disk.zero(0, 8192, RequestFlags.NONE))
                .as("has no data")
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsAllowedIsMadeToFitTheDiskBelow() {
        plugin.blockSize = new BlockSize(512, 4096, BlockSize.UNLIMITED);
        Disk disk = open("blocksize-minimum=4K");
        disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 700, RequestFlags.NONE);
        assertThat(ModelRead.of(disk, 699, 5)).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void aClientThatWritesTooMuchAtOnceIsDisconnected() {
        Disk disk = open("blocksize-write-disconnect=4K");
        disk.write(ByteBuffer.allocate(4096), 0, RequestFlags.NONE);
        assertThat(connection.disconnections).isEmpty();
        assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(4097), 0, RequestFlags.NONE))
                .hasMessageContaining("more than 4096");
        assertThat(connection.disconnections).containsExactly(true);
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> open("blocksize-minimum=3000")).hasMessageContaining("a power of two");
        assertThatThrownBy(() -> open("blocksize-minimum=4K", "blocksize-maximum=5000"))
                .hasMessageContaining("multiple of the minimum");
    }
}
