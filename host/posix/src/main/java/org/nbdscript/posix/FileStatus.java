package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code statx(2)} of an open file, chosen over {@code fstat} because its answer has one layout on all architectures.
 *
 * @param kind what sort of file it is
 * @param size in bytes; 0 for a block device, whose size {@link BlockDevice#size} knows
 * @param inode the file's number on its file system
 */
public record FileStatus(Kind kind, long size, long inode) {
    private static final MethodHandle STATX = Libc.functionOfWords("statx");
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_BYTES = 256;
    private static final int MODE_AT = 28;
    private static final int INODE_AT = 32;
    private static final int SIZE_AT = 40;

    /** The sorts of files. */
    public enum Kind {
        /** A named pipe. */
        FIFO(0010000),
        /** A device that is a stream of bytes. */
        CHARACTER_DEVICE(0020000),
        /** A directory. */
        DIRECTORY(0040000),
        /** A device of addressable blocks. */
        BLOCK_DEVICE(0060000),
        /** A regular file. */
        REGULAR(0100000),
        /** A symbolic link. */
        SYMBOLIC_LINK(0120000),
        /** A unix-domain socket. */
        SOCKET(0140000),
        /** None of the others, such as an anonymous inode. */
        OTHER(0);

        private static final int MASK = 0170000;

        private final int bits;

        Kind(int bits) {
            this.bits = bits;
        }

        private static Kind ofMode(int mode) {
            for (Kind kind : values()) {
                if (kind.bits == (mode & MASK)) {
                    return kind;
                }
            }
            return OTHER;
        }
    }

    /** The status of an open file. */
    public static FileStatus of(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = statx(arena, descriptor, STATX_BASIC_STATS);
            return new FileStatus(
                    Kind.ofMode(answer.get(ValueLayout.JAVA_SHORT, MODE_AT)),
                    answer.get(Libc.LONG, SIZE_AT),
                    answer.get(Libc.LONG, INODE_AT));
        }
    }

    /** The {@code struct statx} of an open file, with what the mask asks for, as far as the kernel knows it. */
    static MemorySegment statx(Arena arena, int descriptor, int mask) throws PosixException {
        MemorySegment empty = arena.allocateFrom("");
        MemorySegment answer = arena.allocate(STATX_BYTES, Long.BYTES);
        Libc.call("statx", state -> (int) (long) STATX.invokeExact(
                state, (long) descriptor, empty.address(), AT_EMPTY_PATH, (long) mask, answer.address(), 0L));
        return answer;
    }
}
