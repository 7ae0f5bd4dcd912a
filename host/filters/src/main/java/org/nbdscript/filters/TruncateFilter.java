package org.nbdscript.filters;

import java.util.NavigableMap;
import java.util.TreeMap;
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

/** Makes a disk shorter or longer. */
public final class TruncateFilter implements Filter {
    private long truncate = -1;
    private long roundUp;
    private long roundDown;

    @Override
    public String name() {
        return "truncate";
    }

    @Override
    public String description() {
        return "Makes the disk shorter, or longer by zeroes.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                size("truncate", 0, "the size"),
                size("round-up", 1, "the size becomes a multiple of this, by zeroes at the end"),
                size("round-down", 1, "the size becomes a multiple of this, by leaving out the end"));
    }

    private static Parameter size(String name, long least, String help) {
        return Parameter.builder(name, ParameterType.SIZE)
                .range(least, Long.MAX_VALUE)
                .help(help)
                .build();
    }

    @Override
    public void configure(ParameterValues values) {
        truncate = values.has("truncate") ? values.getLong("truncate") : -1;
        roundUp = values.has("round-up") ? values.getLong("round-up") : 1;
        roundDown = values.has("round-down") ? values.getLong("round-down") : 1;
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        long below = disk.size();
        long size = size(below);
        if (size == below) {
            return disk;
        }
        NavigableMap<Long, Long> segments = new TreeMap<>();
        segments.put(0L, 0L);
        if (size > below) {
            segments.put(below, RemappedDisk.ZEROES);
        }
        return new RemappedDisk("truncate", disk, size, segments);
    }

    private long size(long below) {
        long size = truncate < 0 ? below : truncate;
        long rest = size % roundUp;
        if (rest > 0 && size > Long.MAX_VALUE - (roundUp - rest)) {
            throw new NbdException(
                    Errno.EINVAL, "truncate: " + size + " cannot be rounded up to a multiple of " + roundUp);
        }
        size += rest > 0 ? roundUp - rest : 0;
        return size - size % roundDown;
    }
}
