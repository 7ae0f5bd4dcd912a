package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters in every language that change what the plugin is given, on the command line. */
class ParameterFiltersTest {
    private static final Path FILTERS =
            Path.of("src", "test", "resources", "filters").toAbsolutePath();

    @TempDir
    Path directory;

    private Command serving(String filter, String... parameters) {
        String[] words = new String[parameters.length + 5];
        words[0] = nbdscript();
        words[1] = "--filter=" + FILTERS.resolve(filter);
        words[2] = FILTERS.resolve("labelled.py").toString();
        System.arraycopy(parameters, 0, words, 3, parameters.length);
        words[words.length - 2] = "--run";
        words[words.length - 1] = "nbdinfo \"$uri\" | grep -oE 'description: .*|export-size: [0-9]+'";
        return Command.in(directory, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/parameters.js", "python/parameters.py", "groovy/parameters.groovy"})
    void thePluginGetsWhatTheFilterPassesOn(String filter) {
        requires("nbdinfo");
        String output = serving(filter, "1M", "label=mine", "secret=x", "times=3")
                .run()
                .succeeds()
                .output();
        assertThat(output.lines()).containsExactlyInAnyOrder("export-size: 3145728", "description: mine and a and b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript/parameters.js", "python/parameters.py", "groovy/parameters.groovy"})
    void whatThePluginDoesNotTakeIsToldWithTheFilterThatPassesItOn(String filter) {
        Command.Result result =
                serving(filter, "1", "colour=red", "times=-1").run().endsWith(1);
        assertThat(result.errors())
                .contains("colour: there is no such parameter; the parameters are times, broken, size, label")
                .contains("size: expected a size such as 512, 64K, 10M or 1G, got '-1'" + " (passed on by parameters)");
    }
}
