package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.RequestFlags;

class EvilFilterTest extends FilterContract {
    private static final int LENGTH = 1 << 20;

    @Override
    protected Filter filter() {
        return new EvilFilter();
    }

    /** Bits that are never wrong. */
    @Override
    protected String[] parameters() {
        return new String[] {"evil-probability=0"};
    }

    private static Disk open(String... parameters) {
        return FilterStack.start(new EvilFilter(), new ModelPlugin(new byte[LENGTH]), parameters)
                .open();
    }

    private static BitSet wrong(byte[] bytes) {
        return BitSet.valueOf(bytes);
    }

    @Test
    void stuckBitsAreTheSameWhereverAReadBegins() {
        Disk disk = open("evil-probability=1:1000", "evil-seed=1");
        byte[] whole = ModelRead.of(disk, 0, LENGTH);
        assertThat(wrong(whole).cardinality())
                .as("half of the stuck bits, since the others are stuck low")
                .isBetween(LENGTH * 8 / 2200, LENGTH * 8 / 1800);
        assertThat(ModelRead.of(disk, 12_345, 54_321)).isEqualTo(Arrays.copyOfRange(whole, 12_345, 12_345 + 54_321));
    }

    @Test
    void bitsThatAreStuckLowReadAsZero() {
        Disk disk = open("evil-probability=1:1000", "evil-seed=1");
        byte[] ones = new byte[LENGTH];
        Arrays.fill(ones, (byte) 0xff);
        disk.write(ByteBuffer.wrap(ones), 0, RequestFlags.NONE);
        assertThat(LENGTH * 8 - wrong(ModelRead.of(disk, 0, LENGTH)).cardinality())
                .isBetween(LENGTH * 8 / 2200, LENGTH * 8 / 1800);
    }

    @Test
    void aSeedMakesTheSameBitsWrong() {
        assertThat(ModelRead.of(open("evil-probability=1:1000", "evil-seed=7"), 0, LENGTH))
                .isEqualTo(ModelRead.of(open("evil-probability=1:1000", "evil-seed=7"), 0, LENGTH))
                .isNotEqualTo(ModelRead.of(open("evil-probability=1:1000", "evil-seed=8"), 0, LENGTH));
    }

    @Test
    void stuckWiresAreAtTheSamePlaceOfEachRequest() {
        Disk disk = open("evil=stuck-wires", "evil-probability=1:1000", "evil-seed=1");
        assertThat(ModelRead.of(disk, 0, 4096))
                .isEqualTo(ModelRead.of(disk, 512, 4096))
                .isNotEqualTo(new byte[4096]);
    }

    @Test
    void cosmicRaysHitOtherBitsEachTime() {
        Disk disk = open("evil=cosmic-rays", "evil-probability=1:1000", "evil-seed=1");
        byte[] first = ModelRead.of(disk, 0, LENGTH);
        assertThat(wrong(first).cardinality()).isBetween(LENGTH * 8 / 1100, LENGTH * 8 / 900);
        assertThat(ModelRead.of(disk, 0, LENGTH)).isNotEqualTo(first);
    }

    @Test
    void bitsThatAreStuckNowAndThenAreRightElse() {
        Disk disk = open("evil-probability=1:100", "evil-stuck-probability=50%", "evil-seed=1");
        assertThat(wrong(ModelRead.of(disk, 0, LENGTH)).cardinality()).isBetween(LENGTH * 8 / 440, LENGTH * 8 / 360);
    }
}
