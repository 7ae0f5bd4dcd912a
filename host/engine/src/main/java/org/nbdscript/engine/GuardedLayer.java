package org.nbdscript.engine;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Callback;
import org.nbdscript.api.ConnectionContext;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Export;
import org.nbdscript.api.Layer;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.ThreadModel;

/**
 * One layer of a stack with all those below it. Its calls throw nothing but an {@link org.nbdscript.api.NbdException},
 * or an Error if the virtual machine itself is broken; and what they return keeps to the contract.
 */
abstract sealed class GuardedLayer permits PluginLayer, FilterLayer {
    private final Layer layer;
    private final LayerName name;
    private final Serializer serializer;
    private final Alignment alignment;

    /** Of all disks that the layer opens: two of them may be the same one. */
    private final RangeLocks locks = new RangeLocks();

    GuardedLayer(Layer layer, ThreadModel model, Alignment alignment) {
        this.layer = layer;
        this.name = LayerName.of(layer);
        this.serializer = new Serializer(model);
        this.alignment = alignment;
    }

    final Alignment alignment() {
        return alignment;
    }

    final LayerName name() {
        return name;
    }

    final boolean opensWithoutTrace() {
        return layer.opensWithoutTrace();
    }

    /** The block sizes of all disks that it opens, if it says them before it opens one; null if not. */
    final @Nullable BlockSize declaredBlockSize() {
        return layer.declaredBlockSize();
    }

    abstract void afterFork();

    final void preconnect(ConnectionContext context) {
        guard(Callback.PRECONNECT, context, inner -> {
            askPreconnect(inner);
            return name;
        });
    }

    final List<Export> listExports(ConnectionContext context) {
        return guard(Callback.LIST_EXPORTS, context, inner -> ExportText.check(name, askExports(inner)));
    }

    final @Nullable String defaultExport(ConnectionContext context) {
        return this.<@Nullable String>guard(Callback.DEFAULT_EXPORT, context, inner -> {
            String export = askDefaultExport(inner);
            ExportText.check(name, Callback.DEFAULT_EXPORT, "a name", export);
            return export;
        });
    }

    final boolean requiresTls(String exportName, ConnectionContext context) {
        return guard(Callback.REQUIRES_TLS, context, inner -> askTls(exportName, inner));
    }

    /** Opens a disk that does what its capabilities promise, whoever does it. */
    final Disk open(OpenContext context) {
        return serializer.open(context, this::openDisk);
    }

    abstract Disk openDisk(OpenContext context);

    abstract void askPreconnect(ConnectionContext context);

    abstract List<Export> askExports(ConnectionContext context);

    abstract @Nullable String askDefaultExport(ConnectionContext context);

    abstract boolean askTls(String exportName, ConnectionContext context);

    final Disk checkDisk(Supplier<Disk> open) {
        try {
            return Objects.requireNonNull(open.get(), "there is no disk");
        } catch (Throwable e) {
            throw name.failure(Callback.OPEN, e);
        }
    }

    final Disk wrap(Disk disk, OpenContext context) {
        Disk emulation = Emulation.around(ContractGuard.around(name, disk), context.isReadOnly());
        return disk.takesMisfits() ? emulation : AligningDisk.around(emulation, alignment, context, locks);
    }

    private <T extends @Nullable Object> T guard(
            Callback callback, ConnectionContext context, Function<ConnectionContext, T> call) {
        return serializer.call(context, inner -> {
            try {
                return call.apply(inner);
            } catch (Throwable e) {
                throw name.failure(callback, e);
            }
        });
    }
}
