package org.nbdscript.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.OpenContext;

/** A filter, and what lies below it. */
final class FilterLayer extends GuardedLayer {
    private final Filter filter;
    private final GuardedLayer below;
    private final Serializer serializer;

    FilterLayer(Filter filter, GuardedLayer below, Serializer serializer) {
        super(LayerName.of(filter), below.alignment());
        this.filter = filter;
        this.below = below;
        this.serializer = serializer;
    }

    private LayerBelow next() {
        return new LayerBelow(name(), below, serializer);
    }

    @Override
    void afterFork() {
        below.afterFork();
        filter.afterFork(next());
    }

    @Override
    Disk open(OpenContext context) {
        LayerBelow next = next();
        Disk disk;
        try {
            disk = checkDisk(() -> filter.open(context, next));
        } catch (Throwable e) {
            next.closeOpened(e);
            throw e;
        }
        next.forgetOpened();
        // A filter that adds nothing to what it was given is left out of the calls.
        return disk instanceof RequestCheck check && check.isFor(name()) ? check.unwrap() : wrap(disk, context);
    }

    @Override
    void askPreconnect(ConnectionContext context) {
        filter.preconnect(context, next());
    }

    @Override
    List<Export> askExports(ConnectionContext context) {
        return filter.listExports(context, next());
    }

    @Override
    @Nullable
    String askDefaultExport(ConnectionContext context) {
        return filter.defaultExport(context, next());
    }

    @Override
    boolean askTls(String exportName, ConnectionContext context) {
        return filter.requiresTls(exportName, context, next());
    }
}
