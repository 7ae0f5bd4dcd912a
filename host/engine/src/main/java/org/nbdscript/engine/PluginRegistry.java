package org.nbdscript.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConfinedFunction;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.NearestName;
import org.nbdscript.api.spi.ScriptLanguage;

/**
 * Finds the plugin that a command line names: a built-in one by its name, or a script by its file. Built-in plugins and
 * languages are made one after another only until the one wanted is found.
 */
public final class PluginRegistry {
    /** How long a script may take to load unless something else is said. */
    public static final Duration DEFAULT_LOAD_DEADLINE = Duration.ofSeconds(60);

    private final Iterable<Plugin> builtIns;
    private final Iterable<Filter> builtInFilters;
    private final ScriptFiles scripts;
    private final ScriptLoader loader;
    private final InputStream standardInput;

    /** A registry of all plugins and languages on the class path. */
    public PluginRegistry(HostServices services, Duration loadDeadline, InputStream standardInput) {
        this(
                // Made anew for each search: a command line may name one twice.
                () -> ServiceJars.load(Plugin.class).iterator(),
                () -> ServiceJars.load(Filter.class).iterator(),
                ServiceJars.load(ScriptLanguage.class),
                new ScriptLoader(services, loadDeadline),
                standardInput);
    }

    PluginRegistry(
            Iterable<Plugin> builtIns,
            Iterable<Filter> builtInFilters,
            Iterable<ScriptLanguage> languages,
            ScriptLoader loader,
            InputStream standardInput) {
        this.builtIns = builtIns;
        this.builtInFilters = builtInFilters;
        this.scripts = new ScriptFiles(languages);
        this.loader = loader;
        this.standardInput = standardInput;
    }

    /** The built-in plugins. */
    public List<Plugin> builtIns() {
        List<Plugin> all = new ArrayList<>();
        builtIns.forEach(all::add);
        return all;
    }

    /** The built-in filters. */
    public List<Filter> builtInFilters() {
        List<Filter> all = new ArrayList<>();
        builtInFilters.forEach(all::add);
        return all;
    }

    /** The languages of scripts. */
    public List<ScriptLanguage> languages() {
        return scripts.languages();
    }

    /**
     * Finds and, if it is a script, loads the plugin that the first words name: {@code memory}, {@code disk.py},
     * {@code python disk}, {@code python -}.
     *
     * @throws UnknownPluginException if they name none
     * @throws org.nbdscript.api.ScriptException if they name a script that cannot be used
     */
    public LoadedPlugin load(List<String> words) {
        if (words.isEmpty()) {
            throw new UnknownPluginException("expected a plugin or a script" + available());
        }
        String first = words.getFirst();
        List<String> rest = words.subList(1, words.size());
        Plugin builtIn = builtIn(first);
        if (builtIn != null) {
            return new LoadedPlugin(builtIn, rest);
        }
        List<ScriptLanguage> named = scripts.named(first);
        if (!named.isEmpty()) {
            return loadExplicit(named, first, rest);
        }
        if (!scripts.looksLikeScript(first)) {
            throw new UnknownPluginException(unknown(first));
        }
        Path file = scripts.readable(first);
        return new LoadedPlugin(loader.load(scripts.languageOf(file), file), rest);
    }

    /**
     * Finds a filter by its name, or loads a script by its file.
     *
     * @throws UnknownPluginException if there is none
     * @throws org.nbdscript.api.ScriptException if it is a script that cannot be used
     */
    public Filter loadFilter(String name) {
        for (Filter filter : builtInFilters) {
            if (filter.name().equals(name)) {
                return filter;
            }
        }
        if (scripts.looksLikeScript(name)) {
            Path file = scripts.readable(name);
            return loader.loadFilter(scripts.languageOf(file), file);
        }
        List<String> names = builtInFilters().stream().map(Filter::name).toList();
        String nearest = NearestName.of(name, names);
        throw new UnknownPluginException("there is no filter " + name
                + (nearest == null ? "" : "; did you mean " + nearest + "?")
                + "\nbuilt-in filters: " + String.join(", ", names) + "\nscripts: a file that ends in "
                + String.join(", ", scripts.extensions()));
    }

    /**
     * Loads a function of a script, as {@link HostServices#confinedFunction} says.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ConfinedFunction confinedFunction(Path file, String name, ConfinedFunction.Limits limits) {
        try {
            Path readable = scripts.readable(file.toString());
            return scripts.languageOf(readable).confine(readable, name, limits);
        } catch (UnknownPluginException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Loads a function that is written out, as {@link HostServices#confinedFunction} says.
     *
     * @throws IllegalArgumentException if it is none
     */
    public ConfinedFunction confinedFunction(String name, String text, ConfinedFunction.Limits limits) {
        for (ScriptLanguage language : languages()) {
            ConfinedFunction function = language.confine(name, text, limits);
            if (function != null) {
                return function;
            }
        }
        throw new IllegalArgumentException(name + ": there is no language here that can be confined");
    }

    private @Nullable Plugin builtIn(String name) {
        for (Plugin plugin : builtIns) {
            if (plugin.name().equals(name)) {
                return plugin;
            }
        }
        return null;
    }

    private LoadedPlugin loadExplicit(List<ScriptLanguage> named, String word, List<String> rest) {
        if (rest.isEmpty()) {
            throw new UnknownPluginException("expected a script after " + word + ", such as: " + word + " disk"
                    + named.getFirst().extensions().getFirst());
        }
        String name = withoutKey(rest.getFirst());
        List<String> arguments = rest.subList(1, rest.size());
        if (name.equals("-")) {
            return new LoadedPlugin(loadStandardInput(named.getFirst()), arguments);
        }
        Path file = scripts.readable(name);
        return new LoadedPlugin(loader.load(scripts.languageOf(file, named), file), arguments);
    }

    /** A script may be named as nbdkit has it, too: {@code python script=disk.py}. */
    private static String withoutKey(String word) {
        return word.startsWith("script=") ? word.substring("script=".length()) : word;
    }

    /** A language loads files, so what comes is put into one, which is gone when the script has loaded. */
    private Plugin loadStandardInput(ScriptLanguage language) {
        try {
            Path directory = Files.createTempDirectory("nbdscript");
            Path file = directory.resolve("stdin" + language.extensions().getFirst());
            try {
                Files.copy(standardInput, file);
                return loader.load(language, file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UnknownPluginException("the script cannot be read from the standard input: " + e.getMessage());
        }
    }

    private String unknown(String word) {
        List<String> names =
                new ArrayList<>(builtIns().stream().map(Plugin::name).toList());
        languages().forEach(language -> names.add(language.name()));
        String nearest = NearestName.of(word, names);
        return "there is no plugin " + word + (nearest == null ? "" : "; did you mean " + nearest + "?") + available();
    }

    private String available() {
        return "\nbuilt-in plugins: "
                + String.join(", ", builtIns().stream().map(Plugin::name).toList()) + "\nscripts: a file that ends in "
                + String.join(", ", scripts.extensions()) + ", or a language and a file: "
                + String.join(
                        ", ", languages().stream().map(ScriptLanguage::name).toList());
    }
}
