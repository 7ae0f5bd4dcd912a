package org.nbdscript.filters;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.Filter;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Lets clients write to a disk that stays as it is. */
public final class CowFilter implements Filter {
    private static final int LEAST_BLOCK = 4096;
    private static final int GREATEST_BLOCK = 64 << 20;

    private final SharedByExport<CowOverlay> overlays = new SharedByExport<>();
    private int blockSize;
    private boolean keepsCached;
    private BooleanSupplier keepsRead = () -> false;

    @Override
    public String name() {
        return "cow";
    }

    @Override
    public String description() {
        return "Copies on write: keeps what clients write in a temporary file, and leaves the disk as it is.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("cow-block-size", ParameterType.SIZE)
                        .range(LEAST_BLOCK, GREATEST_BLOCK)
                        .defaultText("64K")
                        .help("how much is copied at a time, a power of two")
                        .build(),
                Parameter.builder("cow-on-cache", ParameterType.BOOL)
                        .defaultText("false")
                        .help("copy what clients ask to cache, too")
                        .build(),
                ReadSwitch.parameter("cow-on-read", "copy what clients read, too"));
    }

    @Override
    public void configure(ParameterValues values) {
        blockSize = (int) values.getLong("cow-block-size");
        if (Integer.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException("cow-block-size: expected a power of two, got " + blockSize);
        }
        keepsCached = values.getBoolean("cow-on-cache");
        keepsRead = ReadSwitch.parse(values.getString("cow-on-read"));
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context.withReadOnly(true));
        @Nullable BlockSize below = disk.blockSize();
        if (below != null && below.minimum() > blockSize) {
            throw new NbdException(
                    Errno.EINVAL,
                    "cow: cow-block-size is " + blockSize + ", but the disk takes multiples of " + below.minimum()
                            + " only");
        }
        String export = context.exportName();
        CowOverlay overlay = overlays.join(export, disk.size(), size -> new CowOverlay(size, blockSize));
        return new CowDisk(disk, overlay, keepsCached, keepsRead, () -> overlays.leave(export));
    }

    @Override
    public void cleanup() {
        overlays.close();
    }
}
