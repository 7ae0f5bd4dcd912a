package org.nbdscript.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.fakes.FakeConnection;
import org.nbdscript.fakes.FakeServices;

class PluginRegistryTest {
    private final FakePlugin memory = new FakePlugin("memory");
    private final FakePlugin file = new FakePlugin("file");
    private final FakeLanguage python = new FakeLanguage("python", ".py");
    private final FakeLanguage python3 = new FakeLanguage("python3", ".py");
    private final FakeLanguage javascript = new FakeLanguage("javascript", ".js");
    private final List<ScriptLanguage> languages = List.of(python, python3, javascript);

    @TempDir
    private Path directory;

    private final PluginRegistry registry = registry(List.of(memory, file), languages);

    private static PluginRegistry registry(Iterable<Plugin> plugins, Iterable<ScriptLanguage> languages) {
        return new PluginRegistry(
                plugins,
                List.of(new FakeFilter("offset"), new FakeFilter("delay")),
                languages,
                new ScriptLoader(new FakeServices(), Duration.ofSeconds(60)),
                new ByteArrayInputStream("from stdin".getBytes(UTF_8)));
    }

    private String script(String name, String source) throws IOException {
        return Files.writeString(directory.resolve(name), source).toString();
    }

    @Test
    void aBuiltInPluginIsFoundByItsName() {
        LoadedPlugin loaded = registry.load(List.of("file", "disk.img", "a=b"));
        assertThat(loaded.plugin()).isSameAs(file);
        assertThat(loaded.arguments()).containsExactly("disk.img", "a=b");
    }

    @Test
    void nothingIsMadeThatIsNotNeeded() {
        List<Plugin> made = new ArrayList<>();
        Iterable<Plugin> lazy = () -> {
            Iterator<Plugin> all = List.<Plugin>of(memory, file).iterator();
            return Stream.generate(all::next).limit(2).peek(made::add).iterator();
        };
        registry(lazy, () -> {
                    throw new AssertionError("languages are not needed");
                })
                .load(List.of("memory"));
        assertThat(made).containsExactly(memory);
    }

    @Test
    void aScriptIsFoundByItsFileAndItsLanguageByTheEnding() throws IOException {
        String name = script("disk.js", "source");
        LoadedPlugin loaded = registry.load(List.of(name, "size=1M"));
        assertThat(loaded.plugin().name()).isEqualTo("disk");
        assertThat(loaded.arguments()).containsExactly("size=1M");
        assertThat(javascript.loaded).containsExactly("source");
    }

    @Test
    void ofTwoLanguagesWithOneEndingTheOneThatAcceptsTheSourceIsTaken() throws IOException {
        python.accepts = false;
        registry.load(List.of(script("disk.py", "source")));
        assertThat(python.loaded).isEmpty();
        assertThat(python3.loaded).containsExactly("source");
    }

    @Test
    void aDialectThatNoLanguageRunsIsSaidToBeOne() throws IOException {
        python.accepts = false;
        python3.accepts = false;
        String name = script("disk.py", "source");
        assertUnknown(name + " says that it is in a dialect that is not run here by: python, python3", name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/env python",
                "#!/usr/bin/python",
                "#! /usr/bin/env -S nbdscript python",
                "#!/usr/bin/python.7\r"
            })
    void theFirstLineTellsTheLanguageOfOtherFiles(String line) throws IOException {
        registry.load(List.of(script("disk", line + "\nsource")));
        assertThat(python.loaded).hasSize(1);
    }

    @Test
    void anAliasNamesALanguage() throws IOException {
        javascript.aliases = List.of("node");
        registry.load(List.of("node", script("disk.txt", "source")));
        assertThat(javascript.loaded).containsExactly("source");
    }

    @Test
    void theLanguageBeforeTheFileCountsMoreThanTheEnding() throws IOException {
        String name = script("disk.js", "source");
        assertThat(registry.load(List.of("python", name, "a=b")).arguments()).containsExactly("a=b");
        assertThat(registry.load(List.of("python", "script=" + name)).arguments())
                .isEmpty();
        assertThat(python.loaded).containsExactly("source", "source");
    }

    @Test
    void aScriptComesFromTheStandardInputAndLeavesNothingBehind() throws IOException {
        LoadedPlugin loaded = registry.load(List.of("python", "-", "a=b"));
        assertThat(python.loaded).containsExactly("from stdin");
        assertThat(loaded.plugin().name()).isEqualTo("stdin");
        assertThat(loaded.arguments()).containsExactly("a=b");
    }

    @Test
    void aScriptIsAPluginLikeOthers() throws IOException {
        OpenContext context = new FakeConnection();
        Plugin plugin = registry.load(List.of(script("disk.py", ""))).plugin();
        assertThat(plugin.open(context).size()).isEqualTo(1000);
    }

    @Test
    void anUnknownNameGetsTheNearestOneAndAList() {
        assertUnknown("""
                there is no plugin memroy; did you mean memory?
                built-in plugins: memory, file
                scripts: a file that ends in .py, .js, or a language and a file: python, python3, javascript""", "memroy");
    }

    @Test
    void aNameLikeNoOtherGetsTheListOnly() {
        assertThatExceptionOfType(UnknownPluginException.class)
                .isThrownBy(() -> registry.load(List.of("xyzzy")))
                .withMessageStartingWith("there is no plugin xyzzy\nbuilt-in plugins: memory, file\n");
    }

    @Test
    void nothingIsTooLittle() {
        assertThatExceptionOfType(UnknownPluginException.class)
                .isThrownBy(() -> registry.load(List.of()))
                .withMessageStartingWith("expected a plugin or a script\nbuilt-in plugins: memory, file\n");
    }

    @Test
    void aLanguageAloneIsTooLittle() {
        assertUnknown("expected a script after python, such as: python disk.py", "python");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertUnknown("there is no file ./nowhere: expected a script", "./nowhere");
        assertUnknown("there is no file nowhere.py: expected a script", "nowhere.py");
        assertUnknown("there is no file nowhere: expected a script", "python", "nowhere");
    }

    @Test
    void aDirectoryIsNoScript() {
        assertUnknown(directory + " is a directory: expected a script", directory.toString());
    }

    @Test
    void aFileOfNoLanguageIsToldWhatIsExpected() throws IOException {
        String name = script("disk.txt", "#!/bin/sh\n");
        assertUnknown(
                "the language of " + name + " is unknown: expected a file that ends in .py, .js, a first line that"
                        + " names a language, such as #!/usr/bin/env python, or the language before the file: python,"
                        + " python3, javascript",
                name);
    }

    @Test
    void allCanBeListed() {
        assertThat(registry.builtIns()).containsExactly(memory, file);
        assertThat(registry.languages()).containsExactly(python, python3, javascript);
    }

    private void assertUnknown(String message, String... words) {
        assertThatExceptionOfType(UnknownPluginException.class)
                .isThrownBy(() -> registry.load(List.of(words)))
                .withMessage(message);
    }

    @Test
    void aFilterIsFoundByItsName() {
        assertThat(registry.loadFilter("delay").name()).isEqualTo("delay");
        assertThatExceptionOfType(UnknownPluginException.class)
                .isThrownBy(() -> registry.loadFilter("ofset"))
                .withMessage("there is no filter ofset; did you mean offset?\nbuilt-in filters: offset, delay\n"
                        + "scripts: a file that ends in .py, .js");
    }
}
