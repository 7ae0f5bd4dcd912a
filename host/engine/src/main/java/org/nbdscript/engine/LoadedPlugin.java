package org.nbdscript.engine;

import java.util.List;
import org.nbdscript.api.Plugin;

/**
 * A plugin that a command line names.
 *
 * @param plugin it, before any call of its life cycle
 * @param arguments the words that were not needed to name it: its parameters
 */
public record LoadedPlugin(Plugin plugin, List<String> arguments) {
    /** Copies the list. */
    public LoadedPlugin {
        arguments = List.copyOf(arguments);
    }
}
