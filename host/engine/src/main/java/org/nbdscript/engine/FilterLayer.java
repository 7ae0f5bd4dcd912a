package org.nbdscript.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;

/** A filter, and what lies below it. */
final class FilterLayer extends GuardedLayer {
    private final Filter filter;
    private final GuardedLayer below;
    private final ThreadModel stackModel;

    FilterLayer(Filter filter, GuardedLayer below, ThreadModel model, ThreadModel stackModel) {
        super(filter, model, below.alignment());
        this.filter = filter;
        this.below = below;
        this.stackModel = stackModel;
    }

    private LayerBelow next() {
        return new LayerBelow(name(), below, stackModel);
    }

    @Override
    void afterFork() {
        below.afterFork();
        filter.afterFork(next());
    }

    @Override
    Disk openDisk(OpenContext context) {
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
