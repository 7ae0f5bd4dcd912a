package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The {@code ioctl(2)} requests of block devices. All fail with {@code ENOTTY} on anything else.
 *
 * <p>Offsets and lengths are in bytes and must be multiples of the {@linkplain #logicalBlockBytes logical block}.
 */
public final class BlockDevice {
    private static final long BLKSSZGET = 0x1268;
    private static final long BLKDISCARD = 0x1277;
    private static final long BLKPBSZGET = 0x127b;
    private static final long BLKROTATIONAL = 0x127e;
    private static final long BLKZEROOUT = 0x127f;
    private static final long BLKGETSIZE64 = 0x80081272L;

    private BlockDevice() {}

    /** The size of the device, in bytes. */
    public static long size(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return get(descriptor, "BLKGETSIZE64", BLKGETSIZE64, arena.allocate(Libc.LONG))
                    .get(Libc.LONG, 0);
        }
    }

    /** The smallest unit that the device can address, in bytes. */
    public static int logicalBlockBytes(int descriptor) throws PosixException {
        return getInt(descriptor, "BLKSSZGET", BLKSSZGET);
    }

    /** The smallest unit that the device writes without reading the rest of it first, in bytes. */
    public static int physicalBlockBytes(int descriptor) throws PosixException {
        return getInt(descriptor, "BLKPBSZGET", BLKPBSZGET);
    }

    /** Whether the device has a seek time, as disks that turn have. */
    public static boolean isRotational(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_SHORT);
            return get(descriptor, "BLKROTATIONAL", BLKROTATIONAL, answer).get(ValueLayout.JAVA_SHORT, 0) != 0;
        }
    }

    /** Tells the device that the range is not needed any more. What it reads as then is the device's choice. */
    public static void discard(int descriptor, long offset, long length) throws PosixException {
        range(descriptor, "BLKDISCARD", BLKDISCARD, offset, length);
    }

    /** Makes the range read as zeroes, by the device's own means or else by writing them. */
    public static void zeroOut(int descriptor, long offset, long length) throws PosixException {
        range(descriptor, "BLKZEROOUT", BLKZEROOUT, offset, length);
    }

    private static int getInt(int descriptor, String name, long request) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            return get(descriptor, name, request, arena.allocate(Libc.INT)).get(Libc.INT, 0);
        }
    }

    private static MemorySegment get(int descriptor, String name, long request, MemorySegment answer)
            throws PosixException {
        Ioctl.request(descriptor, name, request, answer);
        return answer;
    }

    private static void range(int descriptor, String name, long request, long offset, long length)
            throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = arena.allocate(MemoryLayout.sequenceLayout(2, Libc.LONG));
            range.setAtIndex(Libc.LONG, 0, offset);
            range.setAtIndex(Libc.LONG, 1, length);
            Ioctl.request(descriptor, name, request, range);
        }
    }
}
