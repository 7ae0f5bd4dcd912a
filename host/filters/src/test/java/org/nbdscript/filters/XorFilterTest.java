package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;

class XorFilterTest extends FilterContract {
    private static final byte[] KEY = {1, 2, 3};

    @Override
    protected Filter filter() {
        return new XorFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"xor=010203"};
    }

    @Override
    protected byte[] view(byte[] below) {
        byte[] seen = new byte[below.length];
        for (int i = 0; i < below.length; i++) {
            seen[i] = (byte) (below[i] ^ KEY[i % 3]);
        }
        return seen;
    }

    @Test
    void aHoleIsNoneOnceItIsCombined() {
        try (Disk disk = FilterStack.start(filter(), new ModelPlugin(new byte[512]), "xor=ff")
                .open()) {
            assertThat(disk.capabilities().canExtents()).isFalse();
            assertThat(ModelRead.of(disk, 0, 512)).containsOnly(-1);
        }
    }

    @Test
    void aKeyOfAnotherLengthThanToldIsRefusedWithoutShowingIt() {
        ModelPlugin plugin = new ModelPlugin(new byte[1]);
        assertThatThrownBy(() -> FilterStack.start(filter(), plugin, "xor=abcd", "xorlen=3"))
                .hasMessage("xor: the key has 2 bytes, but xorlen says 3");
    }
}
