package org.nbdscript.engine;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.OpenContext;

/**
 * One layer of a stack with all those below it. Its calls throw nothing but an {@link org.nbdscript.api.NbdException},
 * or an Error if the virtual machine itself is broken; and what they return keeps to the contract.
 */
abstract sealed class GuardedLayer permits PluginLayer, FilterLayer {
    private final LayerName name;
    private final Alignment alignment;

    /** Of all disks that the layer opens: two of them may be the same one. */
    private final RangeLocks locks = new RangeLocks();

    GuardedLayer(LayerName name, Alignment alignment) {
        this.name = name;
        this.alignment = alignment;
    }

    final Alignment alignment() {
        return alignment;
    }

    final LayerName name() {
        return name;
    }

    abstract void afterFork();

    final void preconnect(ConnectionContext context) {
        guard(Callback.PRECONNECT, () -> {
            askPreconnect(context);
            return name;
        });
    }

    final List<Export> listExports(ConnectionContext context) {
        return guard(Callback.LIST_EXPORTS, () -> ExportText.check(name, askExports(context)));
    }

    final @Nullable String defaultExport(ConnectionContext context) {
        return this.<@Nullable String>guard(Callback.DEFAULT_EXPORT, () -> {
            String export = askDefaultExport(context);
            ExportText.check(name, Callback.DEFAULT_EXPORT, "a name", export);
            return export;
        });
    }

    final boolean requiresTls(String exportName, ConnectionContext context) {
        return guard(Callback.REQUIRES_TLS, () -> askTls(exportName, context));
    }

    /** Opens a disk that does what its capabilities promise, whoever does it. */
    abstract Disk open(OpenContext context);

    abstract void askPreconnect(ConnectionContext context);

    abstract List<Export> askExports(ConnectionContext context);

    abstract @Nullable String askDefaultExport(ConnectionContext context);

    abstract boolean askTls(String exportName, ConnectionContext context);

    final Disk checkDisk(Supplier<Disk> open) {
        return guard(Callback.OPEN, () -> Objects.requireNonNull(open.get(), "there is no disk"));
    }

    final Disk wrap(Disk disk, OpenContext context) {
        Disk emulation = Emulation.around(ContractGuard.around(name, disk), context.isReadOnly());
        return AligningDisk.around(emulation, alignment, context, locks);
    }

    private <T extends @Nullable Object> T guard(Callback callback, Supplier<T> call) {
        try {
            return call.get();
        } catch (Throwable e) {
            throw name.failure(callback, e);
        }
    }
}
