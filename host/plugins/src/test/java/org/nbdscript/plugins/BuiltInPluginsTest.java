package org.nbdscript.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ExtentType;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.Plugin;
import org.nbdscript.plugins.Extents.Extent;

class BuiltInPluginsTest {
    @Test
    void theServiceLoaderFindsThemAll() {
        assertThat(ServiceLoader.load(Plugin.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .map(Plugin::name))
                .containsExactlyInAnyOrder("file", "memory", "nbd", "null");
    }

    @Test
    void parameterNamesAreNbdkits() {
        assertThat(names(new NullPlugin())).containsExactly("size");
        assertThat(names(new MemoryPlugin())).containsExactly("size", "allocator");
        assertThat(names(new FilePlugin())).containsExactly("file", "dir", "cache", "fadvise", "direct");
        for (Plugin plugin : List.of(new NullPlugin(), new MemoryPlugin(), new FilePlugin())) {
            Parameter magic = plugin.parameters().magic();
            assertThat(magic).isEqualTo(plugin.parameters().parameters().getFirst());
        }
    }

    private static List<String> names(Plugin plugin) {
        return plugin.parameters().parameters().stream().map(Parameter::name).toList();
    }

    @Test
    void aNullDiskIsEmptyUnlessItHasASizeOfWhateverLength() {
        assertThat(Configured.disk(new NullPlugin(), Map.of()).size()).isZero();
        Disk largest = Configured.disk(new NullPlugin(), Map.of("size", Long.MAX_VALUE));
        assertThat(largest.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(Extents.of(largest, 5, Long.MAX_VALUE - 5))
                .containsExactly(new Extent(5, Long.MAX_VALUE - 5, ExtentType.HOLE_ZERO));
        assertThat(RecordedRead.of(largest, Long.MAX_VALUE - 100, 100).holeBytes())
                .isEqualTo(100);
    }
}
