package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class MapFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new MapFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"map=0-65535:65536", "map=65536-131071:0"};
    }

    /** The first two quarters of the suite's disk change places. */
    @Override
    protected byte[] view(byte[] below) {
        byte[] seen = below.clone();
        System.arraycopy(below, 65536, seen, 0, 65536);
        System.arraycopy(below, 0, seen, 65536, 65536);
        return seen;
    }

    private static String read(String... parameters) {
        ModelPlugin plugin = new ModelPlugin("0123456789".getBytes(StandardCharsets.US_ASCII));
        try (Disk disk = FilterStack.start(new MapFilter(), plugin, parameters).open()) {
            return new String(ModelRead.of(disk, 0, (int) disk.size()), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void rangesAreReadFromElsewhere() {
        assertThat(read("map=0-1:5")).isEqualTo("5623456789");
        assertThat(read("map=8-:0")).isEqualTo("0123456701");
    }

    @Test
    void theFirstRangeThatHasAByteCounts() {
        assertThat(read("map=2-3:8", "map=0-5:4")).isEqualTo("4589896789");
        assertThat(read("map=0-5:4", "map=2-3:8")).isEqualTo("4567896789");
    }

    @Test
    void theSizeCanBeSmaller() {
        assertThat(read("map=0-:5", "map-size=5")).isEqualTo("56789");
    }

    @Test
    void whatLiesBeyondTheDiskBelowFails() {
        ModelPlugin plugin = new ModelPlugin(new byte[10]);
        try (Disk disk = FilterStack.start(new MapFilter(), plugin, "map=0-3:8", "map-size=20")
                .open()) {
            assertThat(ModelRead.of(disk, 0, 2)).containsOnly(0);
            assertThatThrownBy(() -> ModelRead.of(disk, 0, 4))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EIO))
                    .hasMessage("map: offset 2 lies beyond the disk below");
            assertThatThrownBy(() -> disk.write(ByteBuffer.allocate(1), 10, RequestFlags.NONE))
                    .hasMessage("map: offset 10 lies beyond the disk below");
        }
    }

    @Test
    void whatIsNoMappingIsToldBack() {
        assertThatThrownBy(() -> read("map=0-4"))
                .hasMessage("map: expected START-END:DESTINATION such as 0-511:1024, got '0-4'");
    }
}
