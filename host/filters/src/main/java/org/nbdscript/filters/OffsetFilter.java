package org.nbdscript.filters;

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

/** Serves a range of what lies below. */
public final class OffsetFilter implements Filter {
    private long offset;
    private long range = -1;

    @Override
    public String name() {
        return "offset";
    }

    @Override
    public String description() {
        return "Serves a range of the disk: from an offset to the end, or as many bytes as range says.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("offset", ParameterType.SIZE)
                        .range(0, Long.MAX_VALUE)
                        .required()
                        .help("where the range begins")
                        .build(),
                Parameter.builder("range", ParameterType.SIZE)
                        .range(0, Long.MAX_VALUE)
                        .help("how long it is; to the end of the disk if nothing is said")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        offset = values.getLong("offset");
        range = values.has("range") ? values.getLong("range") : -1;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        requireAligned(disk.blockSize());
        long below = disk.size();
        if (offset > below || range > below - offset) {
            throw new NbdException(
                    Errno.EINVAL,
                    "offset: the range " + range() + " does not lie within the disk, which has " + below + " bytes");
        }
        long size = range < 0 ? below - offset : range;
        return offset == 0 && size == below ? disk : new OffsetDisk(disk, offset, size);
    }

    /** The size of the disk below is a multiple already. */
    private void requireAligned(@Nullable BlockSize blockSize) {
        if (blockSize != null && ((offset | Math.max(0, range)) & (blockSize.minimum() - 1)) != 0) {
            throw new NbdException(
                    Errno.EINVAL,
                    "offset: the range " + range() + " is not aligned to " + blockSize.minimum()
                            + " bytes, the smallest request that the disk takes");
        }
    }

    /** As the parameters have it. */
    private String range() {
        return offset + (range < 0 ? "" : "+" + range);
    }
}
