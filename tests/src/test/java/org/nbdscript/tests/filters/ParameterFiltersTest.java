package org.nbdscript.tests.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeServices;

/** Filters in every language that change the parameters of what lies below. */
@ResourceLock("the engines of this JVM")
class ParameterFiltersTest {
    /** What lies below. */
    private static final class Below implements Layer {
        @Override
        public String name() {
            return "below";
        }

        @Override
        public String description() {
            return "A layer with parameters.";
        }

        @Override
        public ParameterSchema parameters() {
            return ParameterSchema.of(
                    Parameter.builder("size", ParameterType.SIZE).magic().build(),
                    Parameter.builder("label", ParameterType.STRING)
                            .repeatable(true)
                            .build());
        }
    }

    private static ParameterValues bind(String file, String... words) {
        FakeServices services = new FakeServices();
        Filter filter = new PluginRegistry(
                        services, PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .loadFilter("src/test/resources/filters/" + file);
        try {
            return new ParameterBinder(services, Path.of("").toAbsolutePath())
                    .bindLayers(List.of(filter, new Below()), List.of(words))
                    .getLast();
        } finally {
            filter.unload();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/parameters.js", "python/parameters.py", "groovy/parameters.groovy"})
    void aScriptMayAddChangeAndTakeAway(String filter) {
        for (String size : List.of("1M", "size=1M")) {
            ParameterValues below = bind(filter, size, "times=3", "secret=x");
            assertThat(below.getLong("size")).isEqualTo(3 << 20);
            assertThat(below.getList("label")).isEqualTo(List.of("a", "b"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/parameters.js", "python/parameters.py", "groovy/parameters.groovy"})
    void aFailureOfTheScriptIsAProblemWithItsLine(String filter) {
        assertThatThrownBy(() -> bind(filter, "size=big", "times=3"))
                .hasMessageContaining("filters/" + filter + ":")
                .hasMessageContaining("expected a size such as 512, 64K, 10M or 1G, got 'big'");
        assertThatThrownBy(() -> bind(filter, "times=3", "broken=yes"))
                .hasMessageContaining("filters/" + filter + ":")
                .hasMessageContaining("returned 7 (a number), expected a pair of a key and a value");
    }
}
