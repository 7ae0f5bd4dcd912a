package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.ConfinedFunction.Limits;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;

/** Functions that can compute and nothing else. */
@Timeout(60)
class ConfinedScriptTest {
    private static final Limits LIMITS = new Limits(100_000, 10_000);

    @TempDir
    private Path directory;

    private ConfinedFunction load(String name, String text, Limits limits) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        return new JavaScriptLanguage().confine(file, "f", limits);
    }

    private Object result(String body) throws IOException {
        try (ConfinedFunction function = load("f.js", "function f(a) {" + body + "}", LIMITS)) {
            return function.call(Map.of("text", "x", "number", 1L << 40, "truth", true));
        }
    }

    @Test
    void argumentsAndResultsAreValuesOfTheLanguage() throws IOException {
        assertThat(result("return a.text + 'y';")).isEqualTo("xy");
        assertThat(result("return a.number + 1;")).isEqualTo((1L << 40) + 1);
        assertThat(result("return !a.truth;")).isEqualTo(false);
        assertThat(result("return 0.5;")).isEqualTo(0.5);
        assertThat(result("return {};")).isNull();
    }

    @Test
    void aModuleExportsTheFunction() throws IOException {
        try (ConfinedFunction function = load("f.mjs", "export const f = ({ number }) => number === 7;", LIMITS)) {
            assertThat(function.call(Map.of("number", 7L))).isEqualTo(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Java", "require", "load", "Polyglot", "nbdscript", "fetch"})
    void nothingIsThereButTheLanguage(String global) throws IOException {
        assertThat(result("try { return typeof " + global + " === 'undefined' ? 'none' : " + global
                        + "('java.io.File').name } catch (e) { return 'none' }"))
                .isEqualTo("none");
    }

    @Test
    void modulesCannotReadFiles() throws IOException {
        Files.writeString(directory.resolve("secret.mjs"), "export const x = 1;");
        assertThatThrownBy(() -> load("f.mjs", "import { x } from './secret.mjs'; export const f = () => x;", LIMITS))
                .isInstanceOf(ScriptException.class);
    }

    @Test
    void aCallThatTakesTooManyStatementsFailsAtItsLineAndTheNextOneGoesOn() throws IOException {
        String text = "function f(a) {\n  while (a.truth) {}\n  return 1;\n}";
        try (ConfinedFunction function = load("f.js", text, new Limits(1000, 60_000))) {
            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(() -> function.call(Map.of("truth", true)))
                        .isInstanceOfSatisfying(NbdException.class, e -> {
                            assertThat(e.errno()).isEqualTo(Errno.EIO);
                            assertThat(e.text()).contains("more than 1000 statements");
                            assertThat(String.valueOf(e.position())).endsWith("f.js:2");
                        });
                assertThat(function.call(Map.of("truth", false))).isEqualTo(1L);
            }
        }
    }

    @Test
    void statementsAreCountedForEachCallAnew() throws IOException {
        String text = "function f(a) { let sum = 0; for (let i = 0; i < 100; i++) { sum += i; } return sum; }";
        try (ConfinedFunction function = load("f.js", text, new Limits(1000, 60_000))) {
            for (int call = 0; call < 100; call++) {
                assertThat(function.call(Map.of())).isEqualTo(4950L);
            }
        }
    }

    @Test
    void aCallThatTakesTooLongIsInterrupted() throws IOException {
        String text = "function f(a) {\n  while (a.truth) {}\n  return 1;\n}";
        try (ConfinedFunction function = load("f.js", text, new Limits(Long.MAX_VALUE, 50))) {
            assertThatThrownBy(() -> function.call(Map.of("truth", true))).hasMessageContaining("more than 50 ms");
            assertThat(function.call(Map.of("truth", false))).isEqualTo(1L);
        }
    }

    @Test
    void whatTheFunctionThrowsHasItsPlace() throws IOException {
        try (ConfinedFunction function = load("f.js", "function f(a) {\n throw new Error('odd');\n}", LIMITS)) {
            assertThatThrownBy(() -> function.call(Map.of())).isInstanceOfSatisfying(NbdException.class, e -> {
                assertThat(e.text()).isEqualTo("odd");
                assertThat(String.valueOf(e.position())).endsWith("f.js:2");
            });
        }
    }

    @Test
    void aScriptWithoutTheFunctionOrWithAnErrorIsRefused() {
        assertThatThrownBy(() -> load("f.js", "const g = 1;", LIMITS)).hasMessageContaining("has no function f");
        assertThatThrownBy(() -> load("f.js", "\nfunction f( {}", LIMITS))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("f.js:2");
        assertThatThrownBy(() -> new JavaScriptLanguage().confine(directory.resolve("none.js"), "f", LIMITS))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("none.js");
    }

    private static ConfinedFunction written(String text) {
        return new JavaScriptLanguage().confine("rate", text, LIMITS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(a, b) => a.x + b.y", "function (a, b) { return a.x + b.y; }", "(a, b) => a.x + b.y // a sum"})
    void aFunctionMayBeWrittenOut(String text) {
        try (ConfinedFunction function = written(text)) {
            assertThat(function.call(List.of(Map.of("x", 1L), Map.of("y", 2L)))).isEqualTo(3L);
        }
    }

    @Test
    void whatIsWrittenOutAndIsNoFunctionIsNamed() {
        assertThatThrownBy(() -> written("7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate: expected a function such as (a, b) => a.hour, got 7");
        assertThatThrownBy(() -> written("a =>"))
                .isInstanceOf(ScriptException.class)
                .hasMessage("rate: SyntaxError: Expected an operand but found eof");
    }

    @Test
    void aWrittenFunctionIsConfinedAndLimited() {
        try (ConfinedFunction function = written("(a) => { for (;;); }")) {
            assertThatThrownBy(() -> function.call(Map.of())).hasMessage("rate took more than 100000 statements");
            assertThatThrownBy(() -> function.call(Map.of())).hasMessage("rate took more than 100000 statements");
        }
        try (ConfinedFunction function = written("(a) => typeof Java")) {
            assertThat(function.call(Map.of())).isEqualTo("undefined");
        }
    }
}
