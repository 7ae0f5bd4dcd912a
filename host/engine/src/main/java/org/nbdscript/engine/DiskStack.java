package org.nbdscript.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Layer;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Plugin;
import org.nbdscript.api.ThreadModel;

/**
 * What a server serves: a plugin and the filters above it, with all around them that they need not care for. Made of
 * layers that are configured; whoever loaded them unloads them.
 *
 * <p>Calls, and those on the disks that are opened, throw nothing but an {@link NbdException} for the client, which was
 * logged already, or an Error if the virtual machine itself is broken. They may come from any thread at any time: those
 * that may not overlap wait for each other.
 */
public final class DiskStack {
    /** What a client must not write to the log. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final List<Layer> layers;
    private final GuardedLayer top;
    private final List<GuardedLayer> guarded;
    private final ThreadModel threadModel;
    private final ConnectionTurn turn = new ConnectionTurn();
    private final FailureLog failures;

    /** A stack of this plugin, which is asked for its thread model now. Requests are made to fit. */
    public DiskStack(Plugin plugin, FailureLog failures) {
        this(List.of(), plugin, Alignment.FIX, failures);
    }

    /** A stack of layers, the first filter nearest to the client. Requests are made to fit. */
    public DiskStack(List<Filter> filters, Plugin plugin, FailureLog failures) {
        this(filters, plugin, Alignment.FIX, failures);
    }

    /**
     * A stack of layers, which are asked for their thread models now.
     *
     * @param filters the first one is nearest to the client
     * @param alignment what becomes of requests that are not as a disk's block sizes want it
     */
    public DiskStack(List<Filter> filters, Plugin plugin, Alignment alignment, FailureLog failures) {
        this.layers = Stream.concat(filters.stream(), Stream.of(plugin)).toList();
        this.failures = failures;
        List<ThreadModel> models = layers.stream().map(Layer::threadModel).toList();
        this.threadModel = models.stream().reduce(ThreadModel.PARALLEL, ThreadModel::weaker);
        this.guarded = new ArrayList<>();
        guarded.add(new PluginLayer(plugin, models.getLast(), alignment));
        for (int i = filters.size() - 1; i >= 0; i--) {
            guarded.add(new FilterLayer(filters.get(i), guarded.getLast(), models.get(i), threadModel));
        }
        this.top = guarded.getLast();
    }

    /** The stack as one that is used by a layer of another one. */
    Next asNext() {
        return new LayerBelow(new LayerName("the plugin above"), top, threadModel);
    }

    /** Calls {@link Layer#getReady} of all layers, from the plugin up. */
    public void getReady() {
        layers.reversed().forEach(Layer::getReady);
    }

    /**
     * Looks for layers that do not fit each other, as far as that can be seen before there is a client. To be called
     * after {@link #getReady}.
     *
     * @throws IllegalArgumentException that says why no client could be served
     */
    public void requireFit() {
        new TrialOpen(guarded, TrialOpen.Opener.CLIENT).run();
    }

    /** The same for a stack that is used by a layer of another one; throws if that could not open it. */
    void requireFitAsNext() {
        new TrialOpen(guarded, TrialOpen.Opener.LAYER).run();
    }

    /** Calls {@code afterFork} of all layers, from the plugin up. */
    public void afterFork() {
        top.afterFork();
    }

    /** How calls may overlap. The stack sees to it itself, apart from the order of the replies. */
    public ThreadModel threadModel() {
        return threadModel;
    }

    /**
     * What becomes of requests that are not as a disk's block sizes want it. Those that are to be refused must not come
     * here at all.
     */
    public Alignment alignment() {
        return top.alignment();
    }

    /** Looks at a client that has connected; throws to turn it away. */
    public void preconnect(ConnectionContext context) {
        call(Callback.PRECONNECT, () -> {
            top.preconnect(context);
            return true;
        });
    }

    /** The exports to tell a client that asks for a list: at most 10,000, their names and descriptions valid. */
    public List<Export> listExports(ConnectionContext context) {
        return call(Callback.LIST_EXPORTS, () -> top.listExports(context));
    }

    /** The name of the export that a client gets who asks for none; null if such a client is to be refused. */
    public @Nullable String defaultExport(ConnectionContext context) {
        return this.<@Nullable String>call(Callback.DEFAULT_EXPORT, () -> top.defaultExport(context));
    }

    /** Whether an export is served over TLS only. */
    public boolean requiresTls(String exportName, ConnectionContext context) {
        return call(Callback.REQUIRES_TLS, () -> top.requiresTls(exportName, context));
    }

    private <T extends @Nullable Object> T call(Callback callback, Supplier<T> action) {
        try {
            return action.get();
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
     * @throws NbdException what a layer failed with; ESHUTDOWN if the client goes away while it waits
     */
    public Disk open(OpenContext context) {
        try {
            return new FailureReporter(openInTurn(context), failures);
        } catch (NbdException e) {
            failures.report(
                    e, "open export='" + CONTROL.matcher(context.exportName()).replaceAll("?") + "'");
            throw e;
        }
    }

    private Disk openInTurn(OpenContext context) {
        if (threadModel != ThreadModel.SERIALIZE_CONNECTIONS) {
            return top.open(context);
        }
        turn.await(context);
        try {
            return new ExclusiveDisk(top.open(context), turn);
        } catch (RuntimeException | Error e) {
            turn.end();
            throw e;
        }
    }
}
