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
 * Opens a stack once before there are clients, to find layers that do not fit each other: a range beyond the end of the
 * disk, a partition that there is not, block sizes that exclude each other. It goes up from the plugin as far as layers
 * open {@linkplain Layer#opensWithoutTrace without a trace}. From there on it goes by the block sizes that layers
 * {@linkplain Layer#declaredBlockSize declare}; what does not follow from these, clients find out.
 */
final class TrialOpen {
    /** Who is going to open the stack. */
    enum Opener {
        /** A client, which gets the default export if it asks for no other. */
        CLIENT("no client could be served"),
        /** The layer to which a parameter has given it: that opens the export with the empty name. */
        LAYER("it could not be opened");

        private final String consequence;

        Opener(String consequence) {
            this.consequence = consequence;
        }
    }

    private final List<GuardedLayer> layers;
    private final Opener opener;

    /** A trial of these, the plugin first. */
    TrialOpen(List<GuardedLayer> layers, Opener opener) {
        this.layers = List.copyOf(layers);
        this.opener = opener;
    }

    /**
     * Tries one layer after the other, so that it is known who does not fit.
     *
     * @throws IllegalArgumentException that says why the stack could not be opened
     */
    void run() {
        boolean areOpened = true;
        BlockSize below = null;
        for (GuardedLayer layer : layers) {
            areOpened = areOpened && layer.opensWithoutTrace();
            BlockSize sizes = areOpened ? open(layer) : unopened(layer, below);
            areOpened = areOpened && sizes != null;
            if (below != null && sizes != null && layer.alignment() == Alignment.REFUSE) {
                requireWithin(layer.name(), sizes, below);
            }
            below = sizes;
        }
    }

    /** The block sizes of the export that is opened first; null if there is none that could be opened now. */
    private @Nullable BlockSize open(GuardedLayer layer) {
        try {
            String export = opener == Opener.LAYER ? "" : layer.defaultExport(new BackgroundContext("", true));
            return export == null ? null : open(layer, new BackgroundContext(export, true));
        } catch (NbdException e) {
            // Files come and go.
            if (layer instanceof PluginLayer) {
                return null;
            }
            return refusal(e);
        }
    }

    /** The block sizes of a layer above one that is not to be opened; null if they are not known. */
    private @Nullable BlockSize unopened(GuardedLayer layer, @Nullable BlockSize below) {
        BlockSize declared = layer.declaredBlockSize();
        if (declared != null || below == null || !layer.opensWithoutTrace() || !(layer instanceof FilterLayer filter)) {
            return declared;
        }
        try {
            return filter.blockSizeAbove(below);
        } catch (NbdException e) {
            return refusal(e);
        }
    }

    /** Null if it is no reason to refuse the stack. */
    private @Nullable BlockSize refusal(NbdException failure) {
        // Who asks for an export by its name may get one.
        if (failure.errno() == Errno.ENOENT) {
            return null;
        }
        throw new IllegalArgumentException(opener.consequence + ": " + failure.text(), failure);
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
