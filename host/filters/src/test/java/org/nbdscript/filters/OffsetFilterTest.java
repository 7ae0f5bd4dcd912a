package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Filter;

class OffsetFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new OffsetFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"offset=512", "range=100K"};
    }

    @Override
    protected byte[] view(byte[] below) {
        return Arrays.copyOfRange(below, 512, 512 + 100 * 1024);
    }

    @Test
    void withoutARangeItGoesToTheEnd() {
        assertThat(FilterStack.start(filter(), new ModelPlugin(new byte[1000]), "offset=300")
                        .open()
                        .size())
                .isEqualTo(700);
    }

    @Test
    void aRangeBeyondTheDiskIsRefused() {
        FilterStack stack = FilterStack.start(filter(), new ModelPlugin(new byte[1000]), "offset=300", "range=701");
        assertThatThrownBy(stack::open)
                .hasMessage("offset: the range 300+701 does not lie within the disk, which has 1000 bytes");
    }

    @Test
    void anOffsetBeyondTheDiskIsRefused() {
        FilterStack stack = FilterStack.start(filter(), new ModelPlugin(new byte[1000]), "offset=1001");
        assertThatThrownBy(stack::open)
                .hasMessage("offset: the range 1001 does not lie within the disk, which has 1000 bytes");
    }

    @Test
    void aRangeThatWouldBreakTheDisksAlignmentIsRefused() {
        ModelPlugin plugin = new ModelPlugin(new byte[4096]);
        plugin.blockSize = new BlockSize(512, 4096, BlockSize.UNLIMITED);
        FilterStack stack = FilterStack.start(filter(), plugin, "offset=100", "range=512");
        assertThatThrownBy(stack::open)
                .hasMessage("offset: the range 100+512 is not aligned to 512 bytes, the smallest request that the disk"
                        + " takes");
        assertThat(plugin.open).hasValue(0);
    }
}
