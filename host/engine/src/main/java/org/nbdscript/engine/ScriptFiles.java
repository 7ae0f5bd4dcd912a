package org.nbdscript.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.ScriptLanguage;

/** Tells which word of a command line is a script's file, and in which language the script is. */
final class ScriptFiles {
    /** What separates the words of a {@code #!} line, and the directories of its program. */
    private static final Pattern SEPARATOR = Pattern.compile("[\\s/]+");

    private final Iterable<ScriptLanguage> languages;

    ScriptFiles(Iterable<ScriptLanguage> languages) {
        this.languages = languages;
    }

    List<ScriptLanguage> languages() {
        List<ScriptLanguage> all = new ArrayList<>();
        languages.forEach(all::add);
        return all;
    }

    List<String> extensions() {
        return languages().stream()
                .flatMap(language -> language.extensions().stream())
                .distinct()
                .toList();
    }

    @Nullable
    ScriptLanguage languageNamed(String name) {
        for (ScriptLanguage language : languages) {
            if (language.name().equals(name) || language.aliases().contains(name)) {
                return language;
            }
        }
        return null;
    }

    /** Whether a word can be meant as a file only: there is one, or it has a directory or an ending of a script. */
    boolean looksLikeScript(String word) {
        return word.indexOf('/') >= 0
                || extensions().stream().anyMatch(word::endsWith)
                || Files.isRegularFile(Path.of(word));
    }

    /**
     * The file, which can be read.
     *
     * @throws UnknownPluginException if it cannot
     */
    Path readable(String name) {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw new UnknownPluginException("there is no file " + name + ": expected a script");
        }
        if (Files.isDirectory(file)) {
            throw new UnknownPluginException(name + " is a directory: expected a script");
        }
        if (!Files.isReadable(file)) {
            throw new UnknownPluginException(name + " cannot be read: its permissions do not allow it");
        }
        return file;
    }

    /**
     * The language of a file, by its ending, or else by its {@code #!} line.
     *
     * @throws UnknownPluginException if it has neither
     */
    ScriptLanguage languageOf(Path file) {
        String source = source(file);
        for (ScriptLanguage language : languages) {
            if (language.extensions().stream().anyMatch(file.toString()::endsWith) && language.accepts(source)) {
                return language;
            }
        }
        ScriptLanguage named = source.startsWith("#!") ? byFirstLine(source) : null;
        if (named == null) {
            throw new UnknownPluginException("the language of " + file + " is unknown: expected a file that ends in "
                    + String.join(", ", extensions())
                    + ", a first line such as #!/usr/bin/env nbdscript, or the language before the file: "
                    + String.join(
                            ", ", languages().stream().map(ScriptLanguage::name).toList()));
        }
        return named;
    }

    private static String source(Path file) {
        try {
            // Bytes that are no text are the language's to complain about.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UnknownPluginException(file + " cannot be read: " + e.getMessage());
        }
    }

    private @Nullable ScriptLanguage byFirstLine(String source) {
        String line = source.lines().findFirst().orElse("");
        for (String word : SEPARATOR.split(line.substring(2), -1)) {
            ScriptLanguage language = languageNamed(word);
            language = language == null ? languageNamed(word.replaceFirst("\\.[0-9]+$", "")) : language;
            if (language != null && language.accepts(source)) {
                return language;
            }
        }
        return null;
    }
}
