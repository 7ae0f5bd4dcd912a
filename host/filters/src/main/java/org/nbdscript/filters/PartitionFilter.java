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

/** Serves one partition of a disk. */
public final class PartitionFilter implements Filter {
    private static final int MOST_PARTITIONS = 1024;
    private static final int USUAL_SECTOR = 512;
    private static final int LARGE_SECTOR = 4096;

    private int number;
    private int sectorSize;

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public String description() {
        return "Serves a partition of the disk, by its MBR or GPT.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("partition", ParameterType.INT)
                        .range(1, MOST_PARTITIONS)
                        .required()
                        .help("which one, from 1; logical partitions of an MBR begin at 5")
                        .build(),
                Parameter.builder("partition-sectorsize", ParameterType.SIZE)
                        .range(USUAL_SECTOR, LARGE_SECTOR)
                        .help("the size of a sector, 512 or 4096; found out if nothing is said")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        number = (int) values.getLong("partition");
        sectorSize = values.has("partition-sectorsize") ? (int) values.getLong("partition-sectorsize") : 0;
        if (sectorSize != 0 && sectorSize != USUAL_SECTOR && sectorSize != LARGE_SECTOR) {
            throw new IllegalArgumentException("partition-sectorsize: expected 512 or 4096, got " + sectorSize);
        }
    }

    @Override
    public boolean opensWithoutTrace() {
        return true;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        Disk disk = next.open(context);
        PartitionTable.Partition partition = new PartitionTable(disk, sectorSize).find(number);
        if (partition.offset() > disk.size() || partition.length() > disk.size() - partition.offset()) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: partition " + number + " is at " + partition.offset() + "+" + partition.length()
                            + ", which does not lie within the disk, which has " + disk.size() + " bytes");
        }
        requireAligned(disk.blockSize(), partition);
        return new OffsetDisk(disk, partition.offset(), partition.length());
    }

    private static void requireAligned(@Nullable BlockSize blockSize, PartitionTable.Partition partition) {
        if (blockSize != null && ((partition.offset() | partition.length()) & (blockSize.minimum() - 1)) != 0) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: the partition is not aligned to " + blockSize.minimum()
                            + " bytes, the smallest request that the disk takes");
        }
    }
}
