package org.nbdscript.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLanguage;

/** The text of {@code --help} without a plugin. */
final class ProgramHelp {
    /** The width of all help. */
    static final int WIDTH = 100;

    private static final String SYNOPSIS = """
            nbdscript serves disks to NBD clients. A disk is a script of yours, or a built-in plugin.

            Usage: nbdscript [OPTION]... PLUGIN|SCRIPT [KEY=VALUE]...
                   nbdscript [OPTION]... LANGUAGE SCRIPT [KEY=VALUE]...
                   nbdscript --help PLUGIN|SCRIPT       what it serves, and its parameters

              nbdscript disk.py size=1G                   serves a script on port 10809
              nbdscript -U - --print-uri memory 64M       serves a memory disk on a unix socket
              nbdscript disk.js --run 'nbdinfo "$uri"'    serves to one command, then ends
            """;

    private ProgramHelp() {}

    /** The help, with the plugins and languages that were found. */
    static String text(List<Plugin> plugins, List<ScriptLanguage> languages) {
        StringBuilder text = new StringBuilder(options());
        TextTable found = new TextTable(WIDTH);
        plugins.forEach(plugin -> found.row(plugin.name(), plugin.description()));
        text.append("\nBuilt-in plugins:\n").append(found);
        TextTable scripts = new TextTable(WIDTH);
        languages.forEach(language ->
                scripts.row(language.name(), "files that end in " + String.join(", ", language.extensions())));
        return text.append("\nLanguages of scripts:\n").append(scripts).toString();
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
