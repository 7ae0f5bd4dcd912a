package org.nbdscript.plugins;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.Plugin;
import org.nbdscript.fakes.FakeConnection;

/** Plugins with parameters, as the host would hand them over. */
final class Configured {
    private Configured() {}

    /** The plugin after configuration with these values, and the declared defaults for the others. */
    static <P extends Plugin> P plugin(P plugin, Map<String, Object> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Parameter parameter : plugin.parameters().parameters()) {
            Object value = given.get(parameter.name());
            values.put(parameter.name(), value != null ? value : defaultOf(parameter));
        }
        plugin.configure(new ParameterValues(values, List.of()));
        return plugin;
    }

    private static @Nullable Object defaultOf(Parameter parameter) {
        String text = parameter.defaultText();
        return switch (parameter.type()) {
            case SIZE -> text == null ? null : Long.valueOf(text);
            case BOOL -> text == null ? null : Boolean.valueOf(text);
            default -> text;
        };
    }

    /** A disk of the default export, to be written. */
    static Disk disk(Plugin plugin, Map<String, Object> given) {
        return plugin(plugin, given).open(new FakeConnection());
    }
}
