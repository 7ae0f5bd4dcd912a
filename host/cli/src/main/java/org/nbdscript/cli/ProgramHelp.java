package org.nbdscript.cli;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.Layer;
import org.nbdscript.engine.PluginRegistry;

/** The text of {@code --help} without a plugin. */
final class ProgramHelp {
    /** The width of all help. */
    static final int WIDTH = 100;

    private static final String SYNOPSIS = """
            nbdscript serves disks to NBD clients. A disk is a script of yours, or a built-in plugin.

            Usage: nbdscript [OPTION]... PLUGIN|SCRIPT [KEY=VALUE]...
                   nbdscript [OPTION]... LANGUAGE SCRIPT [KEY=VALUE]...
                   nbdscript --help PLUGIN|SCRIPT       what it serves, and its parameters
                   nbdscript resize-device /dev/nbdN URI  tells the kernel's device a new size
                   nbdscript tls init DIR               makes certificates or keys for --tls
                   nbdscript --start-cache              makes the caches that starts are fast with

              nbdscript disk.py size=1G                   serves a script on port 10809
              nbdscript -U - --print-uri memory 64M       serves a memory disk on a unix socket
              nbdscript disk.js --run 'nbdinfo "$uri"'    serves to one command, then ends
            """;

    private ProgramHelp() {}

    /** The help, with the plugins, filters and languages that were found. */
    static String text(PluginRegistry registry) {
        StringBuilder text = new StringBuilder(options());
        text.append("\nBuilt-in plugins:\n").append(table(registry.builtIns()));
        text.append("\nBuilt-in filters:\n").append(table(registry.builtInFilters()));
        TextTable scripts = new TextTable(WIDTH);
        registry.languages()
                .forEach(language ->
                        scripts.row(language.name(), "files that end in " + String.join(", ", language.extensions())));
        return text.append("\nLanguages of scripts:\n").append(scripts).toString();
    }

    private static TextTable table(List<? extends Layer> layers) {
        TextTable table = new TextTable(WIDTH);
        layers.stream()
                .sorted(Comparator.comparing(Layer::name))
                .forEach(layer -> table.row(layer.name(), layer.description()));
        return table;
    }

    /** The part that is the same wherever it runs. */
    static String options() {
        StringBuilder text = new StringBuilder(SYNOPSIS);
        for (CommandOption.Group group : CommandOption.Group.values()) {
            text.append('\n').append(group.title()).append(":\n").append(table(group));
        }
        return text.toString();
    }

    private static String table(CommandOption.Group group) {
        // One table of all options gives all groups the same columns.
        int widest = List.of(CommandOption.values()).stream()
                .mapToInt(option -> option.synopsis().length())
                .max()
                .orElse(0);
        return List.of(CommandOption.values()).stream()
                .filter(option -> option.group() == group)
                .map(option -> new TextTable(WIDTH)
                        .row(
                                option.synopsis()
                                        + " ".repeat(widest - option.synopsis().length()),
                                option.description())
                        .toString())
                .collect(Collectors.joining());
    }
}
