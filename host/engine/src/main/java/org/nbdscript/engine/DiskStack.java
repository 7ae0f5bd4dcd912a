package org.nbdscript.engine;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/**
 * What a server serves: a plugin, with all around it that the plugin need not care for. Made of a plugin that is
 * configured; the plugin's life cycle stays with whoever made the stack.
 *
 * <p>Calls, and those on the disks that are opened, throw nothing but an {@link NbdException} for the client, which was
 * logged already, or an Error if the virtual machine itself is broken. They may come from any thread at any time: those
 * that may not overlap wait for each other.
 */
public final class DiskStack {
    /** What a client must not write to the log. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Plugin plugin;
    private final LayerName layer;
    private final ThreadModel threadModel;
    private final Serializer serializer;
    private final FailureLog failures;

    /** A stack of this plugin, which is asked for its thread model now. */
    public DiskStack(Plugin plugin, FailureLog failures) {
        this.plugin = plugin;
        this.layer = LayerName.of(plugin);
        this.threadModel = plugin.threadModel();
        this.serializer = new Serializer(threadModel);
        this.failures = failures;
    }

    /** How calls may overlap. The stack sees to it itself, apart from the order of the replies. */
    public ThreadModel threadModel() {
        return threadModel;
    }

    /** Looks at a client that has connected; throws to turn it away. */
    public void preconnect(ConnectionContext context) {
        call(Callback.PRECONNECT, context, inner -> {
            plugin.preconnect(inner);
            return inner;
        });
    }

    /** The exports to tell a client that asks for a list: at most 10,000, their names and descriptions valid. */
    public List<Export> listExports(ConnectionContext context) {
        return call(Callback.LIST_EXPORTS, context, inner -> ExportText.check(layer, plugin.listExports(inner)));
    }

    /** The name of the export that a client gets who asks for none; null if such a client is to be refused. */
    public @Nullable String defaultExport(ConnectionContext context) {
        return this.<@Nullable String>call(Callback.DEFAULT_EXPORT, context, inner -> {
            String name = plugin.defaultExport(inner);
            ExportText.check(layer, Callback.DEFAULT_EXPORT, "a name", name);
            return name;
        });
    }

    /** Whether an export is served over TLS only. */
    public boolean requiresTls(String exportName, ConnectionContext context) {
        return call(Callback.REQUIRES_TLS, context, inner -> plugin.requiresTls(exportName, inner));
    }

    private <T extends @Nullable Object> T call(
            Callback callback, ConnectionContext context, Function<ConnectionContext, T> action) {
        try {
            return serializer.call(context, inner -> {
                try {
                    return action.apply(inner);
                } catch (Throwable e) {
                    throw layer.failure(callback, e);
                }
            });
        } catch (NbdException e) {
            failures.report(e, callback.snakeCase());
            throw e;
        }
    }

    /**
     * Opens an export. The disk does what its capabilities promise, whoever does it, and tells extents even if its
     * layers have none. It is to be closed once, when no call on it is going on.
     *
     * <p>Under serialize_connections this waits until no other disk of the stack is open: a connection has to close one
     * before it opens the next.
     *
     * @throws NbdException what the plugin failed with; ESHUTDOWN if the client goes away while it waits
     */
    public Disk open(OpenContext context) {
        try {
            return new FailureReporter(serializer.open(context, this::openLayers), failures);
        } catch (NbdException e) {
            failures.report(
                    e, "open export='" + CONTROL.matcher(context.exportName()).replaceAll("?") + "'");
            throw e;
        }
    }

    private Disk openLayers(OpenContext context) {
        return Emulation.around(ContractGuard.around(layer, openPlugin(context)), context.isReadOnly());
    }

    private Disk openPlugin(OpenContext context) {
        try {
            return Objects.requireNonNull(plugin.open(context), "there is no disk");
        } catch (Throwable e) {
            throw layer.failure(Callback.OPEN, e);
        }
    }
}
