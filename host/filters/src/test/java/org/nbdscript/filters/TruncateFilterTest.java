package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;

class TruncateFilterTest extends FilterContract {
    @Override
    protected Filter filter() {
        return new TruncateFilter();
    }

    @Override
    protected String[] parameters() {
        return new String[] {"truncate=100K"};
    }

    @Override
    protected byte[] view(byte[] below) {
        return Arrays.copyOf(below, 100 * 1024);
    }

    private static Disk open(int size, String... parameters) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 1);
        return FilterStack.start(new TruncateFilter(), new ModelPlugin(content), parameters)
                .open();
    }

    @Test
    void sizesAreSetAndRounded() {
        assertThat(open(1000, "truncate=300").size()).isEqualTo(300);
        assertThat(open(1000, "truncate=3000").size()).isEqualTo(3000);
        assertThat(open(1000, "round-up=512").size()).isEqualTo(1024);
        assertThat(open(1000, "round-down=512").size()).isEqualTo(512);
        assertThat(open(1000).size()).isEqualTo(1000);
    }

    @Test
    void whatIsAddedReadsAsZeroesAndIsAHole() {
        try (Disk disk = open(1000, "round-up=512")) {
            byte[] expected = new byte[1024];
            Arrays.fill(expected, 0, 1000, (byte) 1);
            assertThat(ModelRead.of(disk, 0, 1024)).isEqualTo(expected);
            List<String> extents = new ArrayList<>();
            disk.extents(0, 1024, RequestFlags.NONE, (offset, length, type) -> {
                extents.add(offset + "+" + length + " " + type);
                return true;
            });
            assertThat(extents.getLast()).isEqualTo("1000+24 HOLE_ZERO");
        }
    }

    @Test
    void onlyZeroesCanBeWrittenThere() {
        try (Disk disk = open(1000, "round-up=512")) {
            disk.write(ByteBuffer.allocate(24), 1000, RequestFlags.NONE);
            disk.zero(990, 34, RequestFlags.NONE);
            disk.trim(1000, 24, RequestFlags.NONE);
            assertThatThrownBy(() -> disk.write(ByteBuffer.wrap(new byte[] {0, 0, 1}), 999, RequestFlags.NONE))
                    .isInstanceOfSatisfying(
                            NbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                    .hasMessage("truncate: only zeroes can be written beyond the disk below, which has 1000 bytes");
        }
    }

    @Test
    void anEmptyDiskCanBeMadeLonger() {
        try (Disk disk = open(0, "truncate=512")) {
            assertThat(ModelRead.of(disk, 0, 512)).containsOnly(0);
        }
    }
}
