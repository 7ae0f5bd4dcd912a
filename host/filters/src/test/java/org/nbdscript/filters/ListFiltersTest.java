package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.RequestFlags;

/** The filters that go by a file that lists ranges: extentlist and ddrescue. */
class ListFiltersTest {
    @TempDir
    Path directory;

    private final ModelPlugin plugin = new ModelPlugin(new byte[1 << 16]);

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("list"), text);
    }

    private List<String> extents(String list) throws IOException {
        List<String> found = new ArrayList<>();
        try (Disk disk = FilterStack.start(new ExtentlistFilter(), plugin, "extentlist=" + file(list))
                .open()) {
            disk.extents(0, disk.size(), RequestFlags.NONE, (offset, length, type) -> {
                found.add(offset + "+" + length + " " + type);
                return true;
            });
        }
        return found;
    }

    @Test
    void whatTheListDoesNotHaveIsAHole() throws IOException {
        assertThat(extents("# order does not matter\n\n8K 4K zero\n0 4K\n"))
                .containsExactly("0+4096 DATA", "4096+4096 HOLE_ZERO", "8192+4096 ZERO", "12288+53248 HOLE_ZERO");
    }

    @Test
    void aMistakeInTheListIsToldWithItsLine() throws IOException {
        assertThatThrownBy(() -> extents("0 4K\n1K 1K\n"))
                .hasMessage("extentlist: " + directory.resolve("list") + ":2: the extent at 1024 overlaps another one");
        assertThatThrownBy(() -> extents("0 4K data\n"))
                .hasMessageEndingWith(":1: expected hole, zero or hole,zero, got 'data'");
        assertThatThrownBy(() -> extents("0\n")).hasMessageEndingWith(":1: expected OFFSET LENGTH [TYPE], got '0'");
    }

    private Disk rescued(String map) throws IOException {
        return FilterStack.start(new DdrescueFilter(), plugin, "ddrescue-mapfile=" + file(map))
                .open();
    }

    @Test
    void whatWasNotRescuedCannotBeRead() throws IOException {
        try (Disk disk = rescued("# Mapfile\n0x0 + 1\n0x000 0x1000 +\n0x1000 0x200 -\n0x1200 0xEE00 +\n")) {
            assertThat(disk.capabilities().canWrite()).isFalse();
            ModelRead.of(disk, 0, 4096);
            ModelRead.of(disk, 4608, 512);
            assertThatThrownBy(() -> ModelRead.of(disk, 4000, 512)).hasMessage("ddrescue: offset 4096 was not rescued");
        }
    }

    @Test
    void aMapThatIsNoneIsToldWithItsLine() {
        assertThatThrownBy(() -> rescued("0x0 + 1\n0x0 0x1000\n"))
                .hasMessageEndingWith(
                        ":2: expected POSITION SIZE STATUS such as 0x00000000 0x00200000 +, got '0x0 0x1000'");
    }
}
