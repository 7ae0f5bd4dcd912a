package org.nbdscript.filters;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.DenseRead;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;

/** The partitions of a disk: a master boot record (MBR) with extended partitions, or a GUID partition table (GPT). */
final class PartitionTable {
    private static final int SECTOR = 512;
    private static final int LARGE_SECTOR = 4096;
    private static final byte[] GPT_SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    private static final int GPT_HEADER_BYTES = 92;
    private static final int GPT_ENTRY_BYTES = 128;

    private static final int MBR_SIGNATURE = 0xaa55;
    private static final int MBR_SIGNATURE_AT = 510;
    private static final int MBR_ENTRIES_AT = 446;
    private static final int MBR_ENTRY_BYTES = 16;
    private static final int PRIMARY_PARTITIONS = 4;

    private final Disk disk;
    private final int sectorSize;

    /**
     * A partition.
     *
     * @param offset its first byte
     * @param length its bytes
     */
    record Partition(long offset, long length) {}

    /**
     * The table of a disk.
     *
     * @param sectorSize 512 or 4096; 0 to find out by where a GPT is
     */
    PartitionTable(Disk disk, int sectorSize) {
        this.disk = disk;
        this.sectorSize = sectorSize;
    }

    /**
     * Finds a partition, whose numbers begin at 1.
     *
     * @throws NbdException EINVAL if there is no table or no such partition
     */
    Partition find(int number) {
        int[] candidates = sectorSize == 0 ? new int[] {SECTOR, LARGE_SECTOR} : new int[] {sectorSize};
        for (int sector : candidates) {
            if (disk.size() >= 2L * sector && hasGpt(sector)) {
                return findInGpt(number, sector);
            }
        }
        int sector = sectorSize == 0 ? SECTOR : sectorSize;
        if (disk.size() < sector || !isBootRecord(read(0, SECTOR))) {
            throw new NbdException(Errno.EINVAL, "partition: the disk has neither an MBR nor a GPT");
        }
        return number <= PRIMARY_PARTITIONS ? findPrimary(number, sector) : findLogical(number, sector);
    }

    private static NbdException noPartition(int number, String table) {
        return new NbdException(Errno.EINVAL, "partition: the " + table + " has no partition " + number);
    }

    /** Reads bytes, by requests that are aligned as the disk wants them. */
    private ByteBuffer read(long offset, int length) {
        BlockSize blockSize = disk.blockSize();
        long minimum = blockSize == null ? 1 : blockSize.minimum();
        long first = offset - offset % minimum;
        long end = Math.min(disk.size(), (offset + length + minimum - 1) / minimum * minimum);
        if (offset + length > disk.size()) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: the partition table refers to offset " + offset + ", but the disk has " + disk.size()
                            + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - first));
        DenseRead.read(disk, bytes, first);
        return bytes.slice((int) (offset - first), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private boolean hasGpt(int sector) {
        return read(sector, GPT_SIGNATURE.length).equals(ByteBuffer.wrap(GPT_SIGNATURE));
    }

    private Partition findInGpt(int number, int sector) {
        ByteBuffer header = read(sector, GPT_HEADER_BYTES);
        requireIntact(header);
        long entries = header.getLong(72);
        long count = Integer.toUnsignedLong(header.getInt(80));
        long entryBytes = Integer.toUnsignedLong(header.getInt(84));
        if (entryBytes < GPT_ENTRY_BYTES || entries < 2 || entries > disk.size() / sector) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: the GPT is damaged: it places its entries at sector " + Long.toUnsignedString(entries)
                            + ", " + entryBytes + " bytes each");
        }
        if (number > count) {
            throw noPartition(number, "GPT");
        }
        ByteBuffer entry = read(entries * sector + (number - 1) * entryBytes, GPT_ENTRY_BYTES);
        if (entry.getLong(0) == 0 && entry.getLong(8) == 0) {
            throw noPartition(number, "GPT");
        }
        return sectors(number, entry.getLong(32), entry.getLong(40) - entry.getLong(32) + 1, sector);
    }

    private static void requireIntact(ByteBuffer header) {
        int stored = header.getInt(16);
        byte[] bytes = new byte[GPT_HEADER_BYTES];
        header.get(0, bytes);
        ByteBuffer.wrap(bytes).putInt(16, 0);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if (header.getInt(12) == GPT_HEADER_BYTES && (int) sum.getValue() != stored) {
            throw new NbdException(
                    Errno.EINVAL, "partition: the GPT is damaged: its header does not have its checksum");
        }
    }

    private Partition sectors(int number, long first, long count, int sector) {
        long most = Long.MAX_VALUE / sector;
        if (first < 0 || count < 1 || first > most || count > most) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: partition " + number + " begins at sector " + Long.toUnsignedString(first) + " and has "
                            + count + " sectors, which cannot be");
        }
        return new Partition(first * sector, count * sector);
    }

    private static boolean isBootRecord(ByteBuffer sector) {
        return Short.toUnsignedInt(sector.getShort(MBR_SIGNATURE_AT)) == MBR_SIGNATURE;
    }

    /** An entry of a boot record. */
    private record Entry(int type, long first, long count) {
        static Entry of(ByteBuffer sector, int index) {
            int at = MBR_ENTRIES_AT + index * MBR_ENTRY_BYTES;
            return new Entry(
                    Byte.toUnsignedInt(sector.get(at + 4)),
                    Integer.toUnsignedLong(sector.getInt(at + 8)),
                    Integer.toUnsignedLong(sector.getInt(at + 12)));
        }

        boolean isUsed() {
            return type != 0 && count > 0;
        }

        /** The three types that stand for an extended partition. */
        boolean isExtended() {
            return isUsed() && (type == 0x05 || type == 0x0f || type == 0x85);
        }
    }

    private Partition findPrimary(int number, int sector) {
        Entry entry = Entry.of(read(0, SECTOR), number - 1);
        if (!entry.isUsed()) {
            throw noPartition(number, "MBR");
        }
        if (entry.isExtended()) {
            throw new NbdException(
                    Errno.EINVAL,
                    "partition: partition " + number + " is an extended one, which only holds the logical partitions"
                            + " from 5 on");
        }
        return sectors(number, entry.first(), entry.count(), sector);
    }

    /** Goes along the chain of extended boot records, each of which has a logical partition and the way to the next. */
    private Partition findLogical(int number, int sector) {
        long extended = extendedPartition(number);
        long record = extended;
        Set<Long> seen = new HashSet<>();
        for (int logical = PRIMARY_PARTITIONS + 1; seen.add(record); logical++) {
            ByteBuffer bytes = read(record * sector, SECTOR);
            Entry entry = Entry.of(bytes, 0);
            if (!isBootRecord(bytes) || !entry.isUsed()) {
                break;
            }
            if (logical == number) {
                return sectors(number, record + entry.first(), entry.count(), sector);
            }
            Entry following = Entry.of(bytes, 1);
            if (!following.isExtended()) {
                break;
            }
            record = extended + following.first();
        }
        throw noPartition(number, "MBR");
    }

    private long extendedPartition(int number) {
        ByteBuffer mbr = read(0, SECTOR);
        for (int i = 0; i < PRIMARY_PARTITIONS; i++) {
            Entry entry = Entry.of(mbr, i);
            if (entry.isExtended()) {
                return entry.first();
            }
        }
        throw noPartition(number, "MBR");
    }
}
