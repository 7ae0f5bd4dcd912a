package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What direct I/O on a file takes, as {@code statx(2)} tells it by {@code STATX_DIOALIGN}.
 *
 * @param memoryBytes the address of the data in memory is a multiple of it; 0 if there is no direct I/O on the file
 * @param offsetBytes offset and length in the file are multiples of it; 0 if there is no direct I/O on the file
 */
public record DirectIoAlignment(int memoryBytes, int offsetBytes) {
    private static final int STATX_DIOALIGN = 0x2000;
    private static final int MASK_AT = 0;
    private static final int MEMORY_ALIGN_AT = 152;
    private static final int OFFSET_ALIGN_AT = 156;

    /** Of an open file; null if kernel (before Linux 6.1) or file system do not tell. */
    public static @Nullable DirectIoAlignment of(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = FileStatus.statx(arena, descriptor, STATX_DIOALIGN);
            boolean isTold = (answer.get(Libc.INT, MASK_AT) & STATX_DIOALIGN) != 0;
            return isTold
                    ? new DirectIoAlignment(
                            answer.get(Libc.INT, MEMORY_ALIGN_AT), answer.get(Libc.INT, OFFSET_ALIGN_AT))
                    : null;
        }
    }
}
