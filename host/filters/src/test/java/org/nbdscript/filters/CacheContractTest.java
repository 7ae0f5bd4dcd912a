package org.nbdscript.filters;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Filter;

/** Each mode of the cache, with room for few blocks, is held against a plain array. */
@ParameterizedClass(name = "{0}")
@MethodSource("modes")
class CacheContractTest extends FilterContract {
    private final String[] parameters;

    CacheContractTest(String parameters) {
        this.parameters = parameters.split(" ");
    }

    static Stream<String> modes() {
        return Stream.of("writeback", "writethrough", "unsafe")
                .flatMap(mode -> Stream.of(
                        "cache=" + mode + " cache-min-block-size=4K",
                        "cache=" + mode + " cache-min-block-size=4K cache-max-size=32K",
                        "cache=" + mode + " cache-min-block-size=16K cache-on-read=true cache-max-size=64K"));
    }

    @Override
    protected Filter filter() {
        return new CacheFilter();
    }

    @Override
    protected String[] parameters() {
        return parameters;
    }

    @Override
    protected int requests() {
        return 200;
    }
}
