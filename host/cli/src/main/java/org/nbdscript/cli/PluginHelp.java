package org.nbdscript.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptPlugin;

/** The text of {@code --help PLUGIN}: what the plugin says of itself, its parameters, and an example. */
final class PluginHelp {
    private final Plugin plugin;
    private final String words;

    private PluginHelp(Plugin plugin, String words) {
        this.plugin = plugin;
        this.words = words;
    }

    /**
     * The help.
     *
     * @param words what names the plugin on the command line
     */
    static String text(Plugin plugin, List<String> words) {
        return new PluginHelp(plugin, words.stream().map(ShellQuote::quote).collect(Collectors.joining(" "))).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        String description = plugin.description().strip();
        text.append(description.isEmpty() ? plugin.name() : description).append("\n\n");
        text.append("Usage: nbdscript [OPTION]... ")
                .append(words)
                .append(usage())
                .append("\n\n");
        text.append(parameters()).append('\n');
        if (plugin instanceof ScriptPlugin script) {
            text.append("Callbacks: ").append(callbacks(script)).append("\n\n");
        }
        return text.append("Example:\n  nbdscript ")
                .append(example())
                .append('\n')
                .toString();
    }

    private String usage() {
        ParameterSchema schema = plugin.parameters();
        String required = schema.parameters().stream()
                .filter(Parameter::required)
                .map(parameter -> " " + parameter.name() + "="
                        + parameter.type().toString().toUpperCase(Locale.ROOT))
                .collect(Collectors.joining());
        boolean hasOthers =
                schema.acceptsOthers() || schema.parameters().stream().anyMatch(parameter -> !parameter.required());
        return required + (hasOthers ? " [KEY=VALUE]..." : "");
    }

    private String parameters() {
        ParameterSchema schema = plugin.parameters();
        if (schema.parameters().isEmpty()) {
            return schema.acceptsOthers()
                    ? "Parameters: any KEY=VALUE; the script itself says which it takes.\n"
                    : "Parameters: none.\n";
        }
        TextTable table = new TextTable(ProgramHelp.WIDTH).row("NAME", "TYPE", "DEFAULT", "MEANING");
        for (Parameter parameter : schema.parameters()) {
            table.row(
                    parameter.name(),
                    ParameterText.type(parameter),
                    ParameterText.byDefault(parameter),
                    ParameterText.help(parameter));
        }
        String others = schema.acceptsOthers() ? "Other parameters are passed on to the script as text.\n" : "";
        return "Parameters:\n" + table + others;
    }

    private static String callbacks(ScriptPlugin script) {
        return script.callbacks().stream().sorted().map(script.naming()::nameOf).collect(Collectors.joining(", "));
    }

    /** With all that is required; else with what takes the bare value, which is what most will give. */
    private String example() {
        List<Parameter> all = plugin.parameters().parameters();
        boolean isAnyRequired = all.stream().anyMatch(Parameter::required);
        String given = all.stream()
                .filter(parameter -> isAnyRequired ? parameter.required() : parameter.magic())
                .map(parameter -> " " + parameter.name() + "=" + ParameterText.example(parameter))
                .collect(Collectors.joining());
        return words + given + " --run 'nbdinfo \"$uri\"'";
    }
}
