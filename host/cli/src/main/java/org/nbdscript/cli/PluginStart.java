package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.List;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Plugin;
import org.nbdscript.engine.LoadedPlugin;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;

/**
 * The first steps of a plugin's life.
 *
 * @param plugin loaded, not configured
 * @param words the words of the command line that name it
 * @param parameters the words that follow
 */
record PluginStart(Plugin plugin, List<String> words, List<String> parameters) {

    /** Finds and loads the plugin that the command line names. */
    static PluginStart load(PluginRegistry registry, HostServices services, List<String> arguments) {
        LoadedPlugin loaded = registry.load(arguments);
        loaded.plugin().load(services);
        int named = arguments.size() - loaded.arguments().size();
        return new PluginStart(loaded.plugin(), arguments.subList(0, named), loaded.arguments());
    }

    /** Gives it its parameters. */
    void configure(HostServices services) {
        plugin.configure(
                new ParameterBinder(services, Path.of("").toAbsolutePath()).bind(plugin.parameters(), parameters));
    }
}
