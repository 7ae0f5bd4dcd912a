package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nbdscript.api.Capabilities;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.Filter;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.api.Support;
import org.nbdscript.api.ThreadModel;

/** The filters that change what a disk says of itself, and leave its content alone. */
class PassingFiltersTest {
    private static Disk open(Filter filter, String... parameters) {
        return FilterStack.start(filter, new ModelPlugin(new byte[4096]), parameters)
                .open();
    }

    private static Capabilities capabilities(Filter filter, String... parameters) {
        try (Disk disk = open(filter, parameters)) {
            return disk.capabilities();
        }
    }

    @Test
    void noextentsShowsDataAllOver() {
        try (Disk disk = open(new NoextentsFilter())) {
            disk.extents(0, 4096, RequestFlags.NONE, (offset, length, type) -> {
                assertThat(type).isEqualTo(ExtentType.DATA);
                return true;
            });
            assertThat(disk.capabilities().canExtents()).isFalse();
        }
    }

    @Test
    void rotationalSaysWhatItIsTold() {
        assertThat(capabilities(new RotationalFilter()).isRotational()).isTrue();
        assertThat(capabilities(new RotationalFilter(), "rotational=no").isRotational())
                .isFalse();
    }

    @Test
    void nocacheHidesEmulatesOrIgnores() {
        assertThat(capabilities(new NocacheFilter()).cache()).isEqualTo(Support.NONE);
        assertThat(capabilities(new NocacheFilter(), "cache-mode=emulate").cache())
                .isNotEqualTo(Support.NONE);
        assertThat(capabilities(new NocacheFilter(), "cache-mode=nop").cache()).isEqualTo(Support.NATIVE);
    }

    @Test
    void anEmulatedCacheReadsTheRange() {
        ModelPlugin plugin = new ModelPlugin(new byte[4096]);
        try (Disk disk = FilterStack.start(new NocacheFilter(), plugin, "cache-mode=emulate")
                .open()) {
            disk.cache(0, 4096);
            assertThat(plugin.calls).hasValue(1);
        }
    }

    @Test
    void noparallelLowersTheThreadModel() {
        assertThat(model()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
        assertThat(model("serialize=all-requests")).isEqualTo(ThreadModel.SERIALIZE_ALL_REQUESTS);
        assertThat(model("serialize=connections")).isEqualTo(ThreadModel.SERIALIZE_CONNECTIONS);
    }

    private static ThreadModel model(String... parameters) {
        return FilterStack.start(new NoparallelFilter(), new ModelPlugin(new byte[512]), parameters)
                .stack()
                .threadModel();
    }
}
