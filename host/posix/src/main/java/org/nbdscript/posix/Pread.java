package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * {@code pread(2)}: reads at an offset.
 *
 * <p>Unlike a {@link java.nio.channels.FileChannel}, the descriptor stays open when the thread is interrupted, and an
 * error comes with its number.
 */
public final class Pread {
    private static final MethodHandle PREAD =
            Libc.function("pread", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG, Libc.LONG));
    private static final int COPY_BYTES = 256 * 1024;

    private Pread() {}

    /**
     * Reads into a buffer, from its position to its limit at most, and moves its position.
     *
     * @param target direct if the bytes shall go into it without a copy
     * @param offset from the beginning of the file, in bytes
     * @return the number of bytes read, which may be fewer than there is room for; 0 at the end of the file
     */
    public static int read(int descriptor, ByteBuffer target, long offset) throws PosixException {
        int count = target.isDirect()
                ? read(descriptor, MemorySegment.ofBuffer(target), offset)
                : readThroughCopy(descriptor, MemorySegment.ofBuffer(target), offset);
        target.position(target.position() + count);
        return count;
    }

    private static int read(int descriptor, MemorySegment target, long offset) throws PosixException {
        return (int) Libc.call(
                "pread", state -> (long) PREAD.invokeExact(state, descriptor, target, target.byteSize(), offset));
    }

    private static int readThroughCopy(int descriptor, MemorySegment target, long offset) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.min(target.byteSize(), COPY_BYTES));
            int count = read(descriptor, copy, offset);
            MemorySegment.copy(copy, 0, target, 0, count);
            return count;
        }
    }
}
