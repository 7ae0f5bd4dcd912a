package org.nbdscript.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.spi.ScriptLanguage;

/** Tells which word of a command line is a script's file, and in which language the script is. */
final class ScriptFiles {
    /** What separates the words of a {@code #!} line, and the directories of its program. */
    private static final Pattern SEPARATOR = Pattern.compile("[\\s/]+");

    private static final Pattern MINOR_VERSION = Pattern.compile("\\.[0-9]+$");

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

    /** The languages of that name or alias: Python has more than one. */
    List<ScriptLanguage> named(String name) {
        return languages().stream()
                .filter(language ->
                        language.name().equals(name) || language.aliases().contains(name))
                .toList();
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
     * @throws UnknownPluginException if it has neither, or is in a dialect that no language runs
     */
    ScriptLanguage languageOf(Path file) {
        String source = source(file);
        List<ScriptLanguage> candidates = byEnding(file);
        candidates = candidates.isEmpty() ? byFirstLine(source) : candidates;
        if (candidates.isEmpty()) {
            throw new UnknownPluginException("the language of " + file + " is unknown: expected a file that ends in "
                    + String.join(", ", extensions())
                    + ", a first line that names a language, such as #!/usr/bin/env python, or the language before the"
                    + " file: " + names(languages()));
        }
        ScriptLanguage accepting = accepting(candidates, source);
        if (accepting == null) {
            throw new UnknownPluginException(
                    file + " says that it is in a dialect that is not run here by: " + names(candidates));
        }
        return accepting;
    }

    /** The one of several languages of one name that runs a file best: the user has said that one of them does. */
    ScriptLanguage languageOf(Path file, List<ScriptLanguage> named) {
        ScriptLanguage accepting = accepting(named, source(file));
        return accepting == null ? named.getFirst() : accepting;
    }

    private static @Nullable ScriptLanguage accepting(List<ScriptLanguage> candidates, String source) {
        return candidates.stream()
                .filter(language -> language.accepts(source))
                .findFirst()
                .orElse(null);
    }

    private static String names(List<ScriptLanguage> languages) {
        return String.join(", ", languages.stream().map(ScriptLanguage::name).toList());
    }

    private static String source(Path file) {
        try {
            // Bytes that are no text are the language's to complain about.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UnknownPluginException(file + " cannot be read: " + e.getMessage());
        }
    }

    private List<ScriptLanguage> byEnding(Path file) {
        return languages().stream()
                .filter(language -> language.extensions().stream().anyMatch(file.toString()::endsWith))
                .toList();
    }

    /** Looks at each word of a {@code #!} line, also without a minor version: python2.7 is python2. */
    private List<ScriptLanguage> byFirstLine(String source) {
        String line = source.lines().findFirst().orElse("");
        if (!line.startsWith("#!")) {
            return List.of();
        }
        return SEPARATOR
                .splitAsStream(line.substring(2))
                .flatMap(word -> Stream.of(word, MINOR_VERSION.matcher(word).replaceFirst("")))
                .map(this::named)
                .filter(named -> !named.isEmpty())
                .findFirst()
                .orElse(List.of());
    }
}
