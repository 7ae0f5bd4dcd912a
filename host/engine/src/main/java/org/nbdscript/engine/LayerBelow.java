package org.nbdscript.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;

/** What lies below a filter, as one call of the filter sees it. */
final class LayerBelow implements Next {
    private final LayerName filter;
    private final GuardedLayer layer;
    private final ThreadModel stackModel;

    /** What was opened while the filter opens, to be closed if it fails; null when that is over. */
    private @Nullable List<Disk> opened = new ArrayList<>();

    LayerBelow(LayerName filter, GuardedLayer layer, ThreadModel stackModel) {
        this.filter = filter;
        this.layer = layer;
        this.stackModel = stackModel;
    }

    @Override
    public void preconnect(ConnectionContext context) {
        layer.preconnect(context);
    }

    @Override
    public List<Export> listExports(ConnectionContext context) {
        return layer.listExports(context);
    }

    @Override
    public @Nullable String defaultExport(ConnectionContext context) {
        return layer.defaultExport(context);
    }

    @Override
    public boolean requiresTls(String exportName, ConnectionContext context) {
        return layer.requiresTls(exportName, context);
    }

    @Override
    public Disk open(OpenContext context) {
        return remember(new RequestCheck(filter, layer.alignment(), layer.open(context)));
    }

    @Override
    public Disk openInBackground(String exportName, boolean isReadOnly) {
        BackgroundContext context = new BackgroundContext(exportName, isReadOnly);
        return remember(new RequestCheck(filter, layer.alignment(), layer.open(context), context::close));
    }

    @Override
    public ThreadModel threadModel() {
        return stackModel;
    }

    private synchronized Disk remember(RequestCheck disk) {
        if (opened != null) {
            opened.add(disk);
        }
        return disk;
    }

    synchronized void forgetOpened() {
        opened = null;
    }

    /** Closes what was opened for an opening that has failed. */
    void closeOpened(Throwable failure) {
        List<Disk> disks;
        synchronized (this) {
            disks = opened == null ? List.of() : opened;
            opened = null;
        }
        for (Disk disk : disks.reversed()) {
            try {
                disk.close();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
