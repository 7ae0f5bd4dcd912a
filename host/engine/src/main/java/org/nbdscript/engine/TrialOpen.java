package org.nbdscript.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Layer;
import org.nbdscript.api.NbdException;

/**
 * Opens the default export once before there are clients, to find layers that do not fit each other: a range beyond the
 * end of the disk, a partition that there is not, block sizes that exclude each other. It goes up from the plugin as
 * far as layers open {@linkplain Layer#opensWithoutTrace without a trace}; what is above, clients find out.
 */
final class TrialOpen {
    private final List<GuardedLayer> layers;

    /** A trial of these, the plugin first. */
    TrialOpen(List<GuardedLayer> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * Tries one layer after the other, so that it is known who does not fit.
     *
     * @throws IllegalArgumentException that says why no client could be served
     */
    void run() {
        BlockSize below = null;
        for (GuardedLayer layer : layers) {
            BlockSize sizes = layer.opensWithoutTrace() ? open(layer) : null;
            if (sizes == null) {
                return;
            }
            if (below != null && layer.alignment() == Alignment.REFUSE) {
                requireWithin(layer.name(), sizes, below);
            }
            below = sizes;
        }
    }

    /** The block sizes of the default export; null if there is none that could be opened now. */
    private @Nullable BlockSize open(GuardedLayer layer) {
        try {
            String export = layer.defaultExport(new BackgroundContext("", true));
            return export == null ? null : open(layer, new BackgroundContext(export, true));
        } catch (NbdException e) {
            // Files come and go, and who asks for an export by its name may get one.
            if (layer instanceof PluginLayer || e.errno() == Errno.ENOENT) {
                return null;
            }
            throw new IllegalArgumentException("no client could be served: " + e.text(), e);
        }
    }

    private static BlockSize open(GuardedLayer layer, BackgroundContext context) {
        try (Disk disk = layer.open(context)) {
            return Objects.requireNonNullElse(disk.blockSize(), BlockSize.ANY);
        } finally {
            context.close();
        }
    }

    /** Requests that are not made to fit must fit as they are, from the client down. */
    private static void requireWithin(LayerName filter, BlockSize sizes, BlockSize below) {
        if (sizes.minimum() < below.minimum()) {
            throw unfit(
                    filter,
                    "takes requests of " + sizes.minimum() + " bytes",
                    "takes multiples of " + below.minimum() + " only");
        }
        if (sizes.maximum() > below.maximum()) {
            throw unfit(
                    filter,
                    "takes requests of "
                            + (sizes.maximum() == BlockSize.UNLIMITED ? "any length" : sizes.maximum() + " bytes"),
                    "takes " + below.maximum() + " at most");
        }
    }

    private static IllegalArgumentException unfit(LayerName filter, String above, String below) {
        return new IllegalArgumentException("--alignment=refuse: " + filter.name() + " " + above
                + ", but the disk below it " + below + ", and nothing is made to fit");
    }
}
