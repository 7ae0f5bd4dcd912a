package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeConnection;

class CowFilterTest extends FilterContract {
    private final ModelPlugin plugin = new ModelPlugin(new byte[3 * 4096 + 100]);

    @Override
    protected Filter filter() {
        return new CowFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"cow-block-size=4K"};
    }

    private FilterStack start(String... more) {
        List<String> parameters = new ArrayList<>(List.of(parameters()));
        parameters.addAll(List.of(more));
        return FilterStack.start(filter(), plugin, parameters.toArray(String[]::new));
    }

    @Test
    void theDiskBelowStaysAsItIs() {
        plugin.capabilities = Capabilities.READ_ONLY;
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            disk.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 4095, RequestFlags.NONE);
            disk.zero(0, 10, RequestFlags.NONE);
            disk.trim(8192, 4096, RequestFlags.NONE);
            disk.flush();
            assertThat(ModelRead.of(disk, 4094, 5)).containsExactly(0, 1, 2, 3, 0);
            assertThat(plugin.content).containsOnly(0);
        }
    }

    @Test
    void allClientsOfAnExportSeeTheSame() {
        try (FilterStack stack = start();
                Disk one = stack.open();
                Disk two = stack.open();
                Disk other = stack.stack().open(new FakeConnection("other", false))) {
            one.write(ByteBuffer.wrap(new byte[] {7}), 0, RequestFlags.NONE);
            assertThat(ModelRead.of(two, 0, 1)).containsExactly(7);
            assertThat(ModelRead.of(other, 0, 1)).containsExactly(0);
        }
    }

    @Test
    void whatIsReadIsCopiedIfThatIsWanted() {
        try (FilterStack stack = start("cow-on-read=true");
                Disk disk = stack.open()) {
            ModelRead.of(disk, 10, 1);
            plugin.content[11] = 9;
            assertThat(ModelRead.of(disk, 11, 1)).containsExactly(0);
            plugin.content[4096] = 9;
            assertThat(ModelRead.of(disk, 4096, 1)).containsExactly(9);
        }
    }

    @Test
    void whatIsCachedIsCopiedIfThatIsWanted() {
        try (FilterStack stack = start("cow-on-cache=true");
                Disk disk = stack.open()) {
            disk.cache(0, 4096);
            plugin.content[1] = 9;
            assertThat(ModelRead.of(disk, 1, 1)).containsExactly(0);
        }
    }

    @Test
    void aBlockThatWasMadeZeroIsAHoleUntilItIsWritten() {
        plugin.content[4096] = 1;
        try (FilterStack stack = start();
                Disk disk = stack.open()) {
            disk.zero(4096, 4096, RequestFlags.NONE);
            assertThat(typeAt(disk, 4096)).isEqualTo("HOLE_ZERO");
            disk.write(ByteBuffer.wrap(new byte[] {7}), 5000, RequestFlags.NONE);
            assertThat(typeAt(disk, 4096)).isEqualTo("DATA");
            assertThat(ModelRead.of(disk, 4096, 1)).containsExactly(0);
        }
    }

    private static String typeAt(Disk disk, long offset) {
        List<String> types = new ArrayList<>();
        disk.extents(offset, 4096, RequestFlags.NONE, (first, count, type) -> {
            types.add(type.toString());
            return true;
        });
        return types.getFirst();
    }

    @Test
    void aBlockSizeThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> FilterStack.start(filter(), plugin, "cow-block-size=5000"))
                .hasMessage("cow-block-size: expected a power of two, got 5000");
        ModelPlugin coarse = new ModelPlugin(new byte[65536]);
        coarse.blockSize = new BlockSize(65536, 65536, BlockSize.UNLIMITED);
        FilterStack stack = FilterStack.start(filter(), coarse, parameters());
        assertThatThrownBy(stack::open)
                .hasMessage("cow: cow-block-size is 4096, but the disk takes multiples of 65536 only");
    }

    @Test
    void anExportThatNobodyHasChangedMayHaveAnotherSizeForTheNextClients() {
        try (FilterStack stack = start()) {
            stack.open().close();
            plugin.content = new byte[2 * plugin.content.length];
            try (Disk disk = stack.open()) {
                assertThat(disk.size()).isEqualTo(plugin.content.length);
                disk.write(ByteBuffer.wrap(new byte[] {7}), 0, RequestFlags.NONE);
            }
            plugin.content = new byte[2 * plugin.content.length];
            assertThatThrownBy(stack::open).hasMessageContaining("cow: the disk below had ");
        }
    }
}
