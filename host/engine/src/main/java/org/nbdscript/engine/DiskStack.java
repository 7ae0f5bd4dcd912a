package org.nbdscript.engine;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/**
 * What a server serves: a plugin, with all around it that the plugin need not care for. Made of a plugin that is
 * configured; its life cycle goes on to belong to whoever made the stack.
 *
 * <p>Each method throws nothing but an {@link NbdException}, for the client, which was logged already.
 */
public final class DiskStack {
    private final Plugin plugin;
    private final ThreadModel threadModel;
    private final FailureLog failures;

    /** A stack of this plugin, which is asked for its thread model now. */
    public DiskStack(Plugin plugin, FailureLog failures) {
        this.plugin = plugin;
        this.threadModel = plugin.threadModel();
        this.failures = failures;
    }

    /** How calls may overlap. The stack sees to it itself, apart from the order of the replies. */
    public ThreadModel threadModel() {
        return threadModel;
    }

    /** Looks at a client that has connected; throws to turn it away. */
    public void preconnect(ConnectionContext context) {
        logged("preconnect", () -> {
            plugin.preconnect(context);
            return context;
        });
    }

    /** The exports to tell a client that asks for a list. */
    public List<Export> listExports(ConnectionContext context) {
        return logged("list_exports", () -> plugin.listExports(context));
    }

    /** The name of the export that a client gets who asks for none; null if such a client is to be refused. */
    public @Nullable String defaultExport(ConnectionContext context) {
        return this.<@Nullable String>logged("default_export", () -> plugin.defaultExport(context));
    }

    /**
     * Opens an export. The disk has what the capabilities that it shows promise, whoever does it, and is to be closed
     * once, when no call is going on.
     */
    public Disk open(OpenContext context) {
        return logged("open export='" + context.exportName() + "'", () -> plugin.open(context));
    }

    private <T extends @Nullable Object> T logged(String call, Supplier<T> action) {
        try {
            return action.get();
        } catch (NbdException e) {
            failures.report(e, call);
            throw e;
        }
    }
}
