package org.nbdscript.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/** The bottom of a stack. */
final class PluginLayer extends GuardedLayer {
    private final Plugin plugin;

    PluginLayer(Plugin plugin, ThreadModel model, Alignment alignment) {
        super(plugin, model, alignment);
        this.plugin = plugin;
    }

    @Override
    void afterFork() {
        plugin.afterFork();
    }

    @Override
    Disk openDisk(OpenContext context) {
        return wrap(checkDisk(() -> plugin.open(context)), context);
    }

    @Override
    void askPreconnect(ConnectionContext context) {
        plugin.preconnect(context);
    }

    @Override
    List<Export> askExports(ConnectionContext context) {
        return plugin.listExports(context);
    }

    @Override
    @Nullable
    String askDefaultExport(ConnectionContext context) {
        return plugin.defaultExport(context);
    }

    @Override
    boolean askTls(String exportName, ConnectionContext context) {
        return plugin.requiresTls(exportName, context);
    }
}
