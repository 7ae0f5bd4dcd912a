package org.nbdscript.cli;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nbdscript.api.Layer;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.api.spi.ScriptLayer;

/** Holds {@code --jit} against what is served: it is an error where it has no effect. */
final class CompilationCheck {
    private CompilationCheck() {}

    /**
     * Checks the layers.
     *
     * @throws UsageException if none of them is a script that it compiles, or the JVM cannot compile
     */
    static void check(List<? extends Layer> layers) {
        List<ScriptLanguage> languages = layers.stream()
                .flatMap(layer -> layer instanceof ScriptLayer script ? Stream.of(script.language()) : Stream.of())
                .toList();
        ScriptLanguage compilable = languages.stream()
                .filter(ScriptLanguage::hasCompiler)
                .findFirst()
                .orElseThrow(
                        () -> new UsageException(List.of("--jit is for scripts in JavaScript; " + others(languages))));
        if (!compilable.isCompiled()) {
            throw new UsageException(List.of("--jit: this JVM does not compile " + compilable.name() + ": "
                    + compilable.engine() + ", on " + System.getProperty("java.vm.name") + " "
                    + Objects.requireNonNullElse(System.getProperty("java.vm.version"), "")
                    + "; start it by the launcher nbdscript, on a JDK 25 for x86-64 or AArch64"));
        }
    }

    private static String others(List<ScriptLanguage> languages) {
        return languages.isEmpty()
                ? "no script is served"
                : "the JVM itself compiles "
                        + languages.stream()
                                .map(ScriptLanguage::name)
                                .distinct()
                                .collect(Collectors.joining(" and "));
    }
}
