package org.nbdscript.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ScriptException;

class ParameterDeclarationTest {
    private static ParameterSchema read(Object declared) {
        return ParameterDeclaration.read(declared, false, "disk.js");
    }

    @Test
    void propertiesBecomeTheSchema() {
        Parameter size = read(Map.of(
                        "size", Map.of("type", "size", "required", true, "magic", true, "max", "1G", "help", "bytes")))
                .find("size");
        assertThat(size)
                .isEqualTo(Parameter.builder("size", ParameterType.SIZE)
                        .required()
                        .magic()
                        .range(Long.MIN_VALUE, 1 << 30)
                        .help("bytes")
                        .build());
    }

    @Test
    void aTypeAloneIsAnOptionalParameter() {
        assertThat(read(Map.of("delay", "duration")).find("delay"))
                .isEqualTo(Parameter.builder("delay", ParameterType.DURATION).build());
    }

    @Test
    void defaultsAreKeptAsText() {
        assertThat(read(Map.of("n", Map.of("type", "int", "default", 5L)))
                        .find("n")
                        .defaultText())
                .isEqualTo("5");
        assertThat(read(Map.of("t", Map.of("type", "duration", "default", 0.1)))
                        .find("t")
                        .defaultText())
                .isEqualTo("0.100000000");
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> read(Map.of(
                        "a", Map.of("type", "sise"),
                        "b", Map.of("type", "size", "requierd", true),
                        "c", List.of(1L),
                        "d", Map.of("type", "enum"))))
                .withMessageContaining("disk.js: parameter a has the unknown type 'sise', expected one of string, int")
                .withMessageContaining("parameter b has the unknown property 'requierd'; did you mean 'required'?")
                .withMessageContaining("parameter c is declared as a list of 1")
                .withMessageContaining("parameter d of type enum has no choices");
    }

    @Test
    void twoMagicParametersAreRefused() {
        assertThatExceptionOfType(ScriptException.class)
                .isThrownBy(() -> read(Map.of("a", Map.of("magic", true), "b", Map.of("magic", true))))
                .withMessageContaining("both magic");
    }
}
