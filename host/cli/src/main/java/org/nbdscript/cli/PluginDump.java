package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLayer;

/** The lines of {@code --dump-plugin}: nbdkit's keys where they mean something here, and some of our own. */
final class PluginDump {
    private final List<String> lines = new ArrayList<>();

    private PluginDump() {}

    /** The lines of a plugin, and then those of its filters, the outermost first. */
    static List<String> lines(StackStart start) {
        PluginDump dump = new PluginDump();
        dump.add(start.plugin());
        start.filters().forEach(dump::addFilter);
        return dump.lines;
    }

    private void addFilter(Filter filter) {
        line("filter", filter.name());
        line(filter.name() + "_thread_model", filter.threadModel().toString());
        parameters(filter, filter.name() + "_");
        filter.dumpPlugin(this::line);
    }

    private void parameters(Layer layer, String prefix) {
        layer.parameters()
                .parameters()
                .forEach(parameter -> line(prefix + "parameter_" + parameter.name(), ParameterText.type(parameter)));
    }

    /** A script that cannot say without its parameters is left out. */
    private void addThreadModel(Plugin plugin) {
        try {
            line("thread_model", plugin.threadModel().toString());
        } catch (NbdException e) {
            // Its parameters are not known here.
        }
    }

    private void add(Plugin plugin) {
        ScriptLayer script = plugin instanceof ScriptLayer found ? found : null;
        if (script != null) {
            line("path", script.file().toAbsolutePath().toString());
        }
        line("name", plugin.name());
        String version = plugin.version();
        if (version != null) {
            line("version", version);
        }
        addThreadModel(plugin);
        line("errno_is_preserved", "1");
        Parameter magic = plugin.parameters().magic();
        if (magic != null) {
            line("magic_config_key", magic.name());
        }
        parameters(plugin, "");
        if (script != null) {
            line("language", script.language().name());
            line("engine", script.language().engine());
            script.callbacks().stream().map(Callback::snakeCase).sorted().forEach(name -> line("has_" + name, "1"));
        }
        plugin.dumpPlugin(this::line);
    }

    /** A value of several lines would read as several keys. */
    private void line(String key, String value) {
        lines.add(key + "=" + value.replace('\n', ' '));
    }
}
