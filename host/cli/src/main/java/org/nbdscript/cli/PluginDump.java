package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptPlugin;

/** The lines of {@code --dump-plugin}: nbdkit's keys where they mean something here, and some of our own. */
final class PluginDump {
    private final List<String> lines = new ArrayList<>();

    private PluginDump() {}

    /** The lines of a plugin that is configured, as far as its parameters were given. */
    static List<String> lines(Plugin plugin) {
        PluginDump dump = new PluginDump();
        dump.add(plugin);
        return dump.lines;
    }

    private void add(Plugin plugin) {
        ScriptPlugin script = plugin instanceof ScriptPlugin found ? found : null;
        if (script != null) {
            line("path", script.file().toAbsolutePath().toString());
        }
        line("name", plugin.name());
        String version = plugin.version();
        if (version != null) {
            line("version", version);
        }
        line("thread_model", plugin.threadModel().toString());
        line("errno_is_preserved", "1");
        Parameter magic = plugin.parameters().magic();
        if (magic != null) {
            line("magic_config_key", magic.name());
        }
        plugin.parameters()
                .parameters()
                .forEach(parameter -> line("parameter_" + parameter.name(), ParameterText.type(parameter)));
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
