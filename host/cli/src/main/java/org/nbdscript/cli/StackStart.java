package org.nbdscript.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nbdscript.api.Filter;
import org.nbdscript.api.HostServices;
import org.nbdscript.api.Layer;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.engine.LoadedPlugin;
import org.nbdscript.engine.NestedStacks;
import org.nbdscript.engine.ParameterBinder;
import org.nbdscript.engine.PluginRegistry;

/**
 * The first steps in the life of what is served.
 *
 * @param filters loaded, not configured; the first one is nearest to the client
 * @param plugin loaded, not configured
 * @param words the words of the command line that name the plugin
 * @param parameters the words that follow
 */
record StackStart(List<Filter> filters, Plugin plugin, List<String> words, List<String> parameters) {

    /** Finds and loads the filters and the plugin that the command line names. */
    static StackStart load(PluginRegistry registry, HostServices services, Options options) {
        List<Filter> filters = loadFilters(registry, services, options);
        List<String> arguments = options.arguments();
        LoadedPlugin loaded = registry.load(arguments);
        loaded.plugin().load(services);
        int named = arguments.size() - loaded.arguments().size();
        List<String> parameters =
                ParameterFile.expand(loaded.arguments(), Path.of("").toAbsolutePath());
        StackStart start = new StackStart(filters, loaded.plugin(), arguments.subList(0, named), parameters);
        if (options.process().jit()) {
            CompilationCheck.check(start.layers());
        }
        return start;
    }

    /** Finds and loads the filters alone. */
    static List<Filter> loadFilters(PluginRegistry registry, HostServices services, Options options) {
        List<Filter> filters = new ArrayList<>();
        for (String name : options.filters()) {
            Filter filter = registry.loadFilter(name);
            filter.load(services);
            filters.add(filter);
        }
        return filters;
    }

    /** All layers, the outermost first. */
    List<Layer> layers() {
        return Stream.concat(filters.stream(), Stream.of(plugin)).toList();
    }

    /**
     * Gives each layer its parameters.
     *
     * @param disks makes the disks that parameters name
     */
    void configure(HostServices services, NestedStacks disks) {
        List<Layer> layers = layers();
        List<ParameterValues> values =
                new ParameterBinder(services, Path.of("").toAbsolutePath(), disks).bindLayers(layers, parameters);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).configure(values.get(i));
        }
    }
}
