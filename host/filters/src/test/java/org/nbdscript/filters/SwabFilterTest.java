package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;

class SwabFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new SwabFilter();
    }

    @Override
    protected byte[] view(byte[] below) {
        byte[] seen = new byte[below.length];
        for (int i = 0; i < below.length; i++) {
            seen[i] = below[i ^ 1];
        }
        return seen;
    }

    private static byte[] read(String bits) {
        ModelPlugin plugin = new ModelPlugin(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
        try (Disk disk =
                FilterStack.start(new SwabFilter(), plugin, "swab-bits=" + bits).open()) {
            return ModelRead.of(disk, 0, (int) disk.size());
        }
    }

    @Test
    void wordsAreTurnedRoundAndAnIncompleteOneIsLeftOut() {
        assertThat(read("8")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(read("16")).containsExactly(1, 0, 3, 2, 5, 4, 7, 6);
        assertThat(read("32")).containsExactly(3, 2, 1, 0, 7, 6, 5, 4);
        assertThat(read("64")).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
    }
}
