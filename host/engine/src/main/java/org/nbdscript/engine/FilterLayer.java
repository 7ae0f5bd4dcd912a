package org.nbdscript.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
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

    /**
     * The block sizes that its disks have above disks of these, of which nothing else is known.
     *
     * @return null if that does not follow from the block sizes alone
     * @throws NbdException if the filter refuses such disks
     */
    @Nullable
    BlockSize blockSizeAbove(BlockSize sizes) {
        UnopenedBelow next = new UnopenedBelow(sizes, stackModel);
        BackgroundContext context = new BackgroundContext("", true);
        BlockSize above;
        try (Disk disk = checkDisk(() -> filter.open(context, next))) {
            above = Objects.requireNonNullElse(disk.blockSize(), BlockSize.ANY);
        } catch (NbdException e) {
            if (next.isAskedMore()) {
                return null;
            }
            throw e;
        } finally {
            context.close();
        }
        return next.isAskedMore() ? null : above;
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
