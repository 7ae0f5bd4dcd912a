package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Callback;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ScriptException;

/** Block sizes that a script declares before any disk is open, in place of the callback. */
class BlockSizesTest {
    private static final BlockSize SIZES = new BlockSize(512, 4096, 65536);

    private final FakeHost host = new FakeHost();
    private final FakeScript script =
            new FakeScript().define(Callback.GET_SIZE, none -> 4096L).define(Callback.PREAD, none -> null);

    private ScriptPlugin declaring(Object sizes) {
        script.constants.put("block_size", sizes);
        return ScriptPlugin.load(new FakeLanguage(script), script.file(), host);
    }

    static Stream<Object> forms() {
        return Stream.of(
                List.of(512L, 4096L, 65536L),
                List.of(512L, 4096L, 65536L, 1L),
                Map.of("minimum", 512L, "preferred", 4096L, "maximum", 65536L));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsDeclaredIsKnownBeforeADiskIsOpenAndHoldsForEachDisk(Object form) {
        ScriptPlugin plugin = declaring(form);
        assertThat(plugin.declaredBlockSize()).isEqualTo(SIZES);
        assertThat(plugin.open(host).blockSize()).isEqualTo(SIZES);
    }

    @Test
    void withoutADeclarationEachDiskIsAsked() {
        script.define(Callback.BLOCK_SIZE, none -> List.of(512L, 4096L, 65536L));
        ScriptPlugin plugin = ScriptPlugin.load(new FakeLanguage(script), script.file(), host);
        assertThat(plugin.declaredBlockSize()).isNull();
        assertThat(plugin.open(host).blockSize()).isEqualTo(SIZES);
    }

    @Test
    void threeZeroesDeclareNothing() {
        assertThat(declaring(List.of(0L, 0L, 0L)).declaredBlockSize()).isNull();
    }

    @Test
    void aFunctionInAVariableIsTheCallback() {
        script.define(Callback.BLOCK_SIZE, none -> List.of(512L, 4096L, 65536L));
        assertThat(declaring(new Object()).declaredBlockSize()).isNull();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(512L, "is 512 (a number), expected the minimum, preferred and maximum block size"),
                Arguments.of(List.of(512L, 4096L), "is a list of 2, expected the minimum, preferred and maximum"),
                Arguments.of(
                        List.of(3L, 4096L, 65536L),
                        "is [3, 4096, 65536], whose minimum block size is 3, expected a power of two in 1 to 65536"),
                Arguments.of(
                        List.of(512L, "4K", 65536L),
                        "is [512, 4K, 65536], whose preferred is '4K' (a string), expected a size in bytes"),
                Arguments.of(
                        Map.of("prefered", 512L),
                        "is {prefered=512}, whose minimum is nothing, expected a size in bytes"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsSaidWhenTheScriptIsLoaded(Object sizes, String problem) {
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> declaring(sizes))
                .withMessageStartingWith("fake.py: block_size " + problem);
    }

    @Test
    void configureMaySetThemByTheParameters() {
        script.define(Callback.CONFIGURE, values -> script.constants.put("block_size", List.of(4096L, 4096L, 65536L)));
        ScriptPlugin plugin = declaring(List.of(512L, 4096L, 65536L));
        plugin.configure(new ParameterValues(Map.of(), List.of()));
        assertThat(plugin.declaredBlockSize()).isEqualTo(new BlockSize(4096, 4096, 65536));
    }

    @Test
    void aDiskThatSaysSomethingElseThanIsDeclaredIsRefused() {
        ScriptPlugin plugin = declaring(List.of(512L, 4096L, 65536L));
        // As an object that open has returned may.
        script.functions.put(Callback.BLOCK_SIZE, none -> List.of(512L, 4096L, 65536L));
        assertThat(plugin.open(host).blockSize()).isEqualTo(SIZES);
        script.functions.put(Callback.BLOCK_SIZE, none -> List.of(1L, 4096L, 65536L));
        assertThatExceptionOfType(NbdException.class)
                .isThrownBy(() -> plugin.open(host))
                .withMessage("block_size returned [1, 4096, 65536, 1], but the script declares [512, 4096, 65536, 1]");
    }
}
