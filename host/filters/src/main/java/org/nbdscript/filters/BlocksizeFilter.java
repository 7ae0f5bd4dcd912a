package org.nbdscript.filters;

import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;

/** Makes requests fit a disk that takes whole blocks only, or short requests only. */
public final class BlocksizeFilter implements Filter {
    private static final int GREATEST_MINIMUM = 65536;
    private static final int LEAST_PREFERRED = 512;

    private int minblock;
    private long maxdata;
    private long maxlen;

    @Override
    public String name() {
        return "blocksize";
    }

    @Override
    public String description() {
        return "Makes requests fit: parts of blocks are read, changed and written back, and what is too long is split.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("minblock", ParameterType.SIZE)
                        .range(1, GREATEST_MINIMUM)
                        .help(
                                "the smallest request that the disk gets, a power of two; what the disk says itself, or 1")
                        .build(),
                Parameter.builder("maxdata", ParameterType.SIZE)
                        .range(1, BlockSize.UNLIMITED)
                        .help("the longest read or write that the disk gets; what the disk says itself, or any")
                        .build(),
                Parameter.builder("maxlen", ParameterType.SIZE)
                        .range(1, Long.MAX_VALUE)
                        .help("the longest zero, trim, cache or extents that the disk gets; any")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        minblock = values.has("minblock") ? (int) values.getLong("minblock") : 0;
        maxdata = values.has("maxdata") ? values.getLong("maxdata") : 0;
        maxlen = values.has("maxlen") ? values.getLong("maxlen") : Long.MAX_VALUE;
        int unit = Math.max(1, minblock);
        if (Integer.bitCount(unit) != 1) {
            throw new IllegalArgumentException("minblock: expected a power of two, got " + minblock);
        }
        requireMultiple("maxdata", maxdata, unit);
        requireMultiple("maxlen", values.has("maxlen") ? maxlen : 0, unit);
    }

    private static void requireMultiple(String name, long value, int unit) {
        if (value % unit != 0) {
            throw new IllegalArgumentException(
                    name + ": expected a multiple of minblock, which is " + unit + ", got " + value);
        }
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        return new BlocksizeDisk(disk, sizes(disk.blockSize()), maxlen);
    }

    /** The stricter of what the disk says and what the parameters do. */
    private BlockSize sizes(@Nullable BlockSize below) {
        int minimum = Math.max(Math.max(1, minblock), below == null ? 1 : below.minimum());
        long maximum = below == null ? BlockSize.UNLIMITED : below.maximum();
        if (maxdata > 0) {
            maximum = Math.min(maximum, maxdata);
        }
        maximum = maximum == BlockSize.UNLIMITED ? maximum : Math.max(minimum, maximum - maximum % minimum);
        int preferred = Math.max(below == null ? 4096 : below.preferred(), minimum);
        int most = Integer.highestOneBit((int) Math.min(1 << 25, maximum));
        return new BlockSize(
                minimum, Math.max(LEAST_PREFERRED, Math.min(preferred, most)), Math.max(maximum, LEAST_PREFERRED));
    }
}
