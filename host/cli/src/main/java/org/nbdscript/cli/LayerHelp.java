package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLayer;

/** The text of {@code --help PLUGIN}: what a layer says of itself, its parameters, and an example. */
final class LayerHelp {
    private final Layer layer;
    private final String words;
    private final String bottom;

    private LayerHelp(Layer layer, String words, String bottom) {
        this.layer = layer;
        this.words = words;
        this.bottom = bottom;
    }

    /**
     * The help of a layer.
     *
     * @param words what names the plugin on the command line
     */
    static String ofPlugin(Plugin plugin, List<String> words) {
        return new LayerHelp(plugin, words.stream().map(ShellQuote::quote).collect(Collectors.joining(" ")), "").text();
    }

    /**
     * The help of filters, one after another.
     *
     * @param names what names them on the command line, in the same order
     */
    static String ofFilters(List<Filter> filters, List<String> names) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            String option = filterOptions(names.subList(i, i + 1)).strip();
            texts.add(new LayerHelp(filters.get(i), option, " memory 64M").text());
        }
        return String.join("\n", texts);
    }

    /** The options that name filters, each with a blank after it. */
    static String filterOptions(List<String> names) {
        return names.stream()
                .map(name -> "--filter=" + ShellQuote.quote(name) + " ")
                .collect(Collectors.joining());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        String description = layer.description().strip();
        text.append(description.isEmpty() ? layer.name() : description).append("\n\n");
        text.append("Usage: nbdscript [OPTION]... ")
                .append(words)
                .append(bottom.isEmpty() ? "" : " PLUGIN|SCRIPT")
                .append(usage())
                .append("\n\n");
        text.append(parameters()).append('\n');
        if (layer instanceof ScriptLayer script) {
            text.append("Callbacks: ").append(callbacks(script)).append("\n\n");
        }
        return text.append("Example:\n  nbdscript ")
                .append(example())
                .append('\n')
                .toString();
    }

    private String usage() {
        ParameterSchema schema = layer.parameters();
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
        ParameterSchema schema = layer.parameters();
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

    private static String callbacks(ScriptLayer script) {
        return script.callbacks().stream().sorted().map(script.naming()::nameOf).collect(Collectors.joining(", "));
    }

    /** With all that is required; else with what takes the bare value, which is what most will give. */
    private String example() {
        List<Parameter> all = layer.parameters().parameters();
        boolean isAnyRequired = all.stream().anyMatch(Parameter::required);
        String given = all.stream()
                .filter(parameter -> isAnyRequired ? parameter.required() : parameter.magic())
                .map(parameter -> " " + parameter.name() + "=" + ParameterText.example(parameter))
                .collect(Collectors.joining());
        return words + bottom + given + " --run 'nbdinfo \"$uri\"'";
    }
}
