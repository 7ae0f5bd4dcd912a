package org.nbdscript.tests.filters;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.Filter;
import org.nbdscript.engine.PluginRegistry;
import org.nbdscript.fakes.FakeServices;
import org.nbdscript.filters.FilterContract;
import org.nbdscript.tests.endtoend.Installation;

/** Holds every sample filter, in every language, against a plain array. */
@ParameterizedClass(name = "{0}")
@MethodSource("samples")
@ResourceLock("the engines of this JVM")
class SampleFiltersContractTest extends FilterContract {
    private static final byte[] KEY = "secret".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final Sample sample;

    /** A sample that exists in each language. */
    enum Sample {
        XOR("key=text:secret"),
        LOG(),
        DELAY("delay=100us"),
        READONLY(),
        UPPERCASE(),
        POLICY("protect=0"),
        DIRTY();

        private final String[] parameters;

        Sample(String... parameters) {
            this.parameters = parameters;
        }
    }

    SampleFiltersContractTest(Path file, Sample sample) {
        this.file = file;
        this.sample = sample;
    }

    static Stream<Arguments> samples() {
        return Stream.of("javascript/filters/%s.js", "python/filters/%s.py", "groovy/filters/%s.groovy")
                .flatMap(pattern -> Stream.of(Sample.values())
                        .map(sample -> Arguments.of(
                                Installation.directory()
                                        .resolve("sample-scripts")
                                        .resolve(pattern.formatted(sample.name().toLowerCase(Locale.ROOT))),
                                sample)));
    }

    @Override
    protected Filter filter() {
        return new PluginRegistry(
                        new FakeServices(), PluginRegistry.DEFAULT_LOAD_DEADLINE, InputStream.nullInputStream())
                .loadFilter(file.toString());
    }

    @Override
    protected String[] parameters() {
        return sample.parameters;
    }

    /** Fewer than of filters in Java: scripts take longer. */
    @Override
    protected int requests() {
        return 100;
    }

    @Override
    protected byte[] view(byte[] below) {
        return switch (sample) {
            case XOR -> xor(below);
            case UPPERCASE -> upper(below);
            default -> below.clone();
        };
    }

    @Override
    protected byte[] shown(byte[] written) {
        return sample == Sample.UPPERCASE ? upper(written) : written;
    }

    private static byte[] xor(byte[] bytes) {
        byte[] mixed = bytes.clone();
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= KEY[i % KEY.length];
        }
        return mixed;
    }

    private static byte[] upper(byte[] bytes) {
        byte[] upper = bytes.clone();
        for (int i = 0; i < upper.length; i++) {
            upper[i] = upper[i] >= 'a' && upper[i] <= 'z' ? (byte) (upper[i] - 32) : upper[i];
        }
        return upper;
    }
}
