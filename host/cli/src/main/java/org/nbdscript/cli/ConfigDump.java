package org.nbdscript.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.spi.ScriptLanguage;
import org.nbdscript.engine.PluginRegistry;

/** The lines of {@code --dump-config}: nbdkit's keys where they mean something here, and some of our own. */
final class ConfigDump {
    private ConfigDump() {}

    /** What this program is and can do, as {@code key=value}. */
    static List<String> lines(String version, PluginRegistry registry) {
        String[] numbers = version.split("[.-]", -1);
        List<String> lines = new ArrayList<>();
        lines.add("name=nbdscript");
        lines.add("version=" + version);
        lines.add("version_major=" + numbers[0]);
        lines.add("version_minor=" + numbers[1]);
        lines.add("host_cpu=" + System.getProperty("os.arch"));
        lines.add("host_os=" + System.getProperty("os.name"));
        lines.add("java_home=" + System.getProperty("java.home"));
        lines.add("java_version=" + System.getProperty("java.version"));
        lines.add("exit_with_parent=yes");
        lines.add("run_default_socket=Unix");
        lines.add("plugins=" + registry.builtIns().stream().map(Plugin::name).collect(Collectors.joining(" ")));
        lines.add("filters="
                + registry.builtInFilters().stream().map(Filter::name).collect(Collectors.joining(" ")));
        lines.add("languages="
                + registry.languages().stream().map(ScriptLanguage::name).collect(Collectors.joining(" ")));
        return lines;
    }
}
