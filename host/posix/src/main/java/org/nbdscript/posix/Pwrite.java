package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * {@code pwrite(2)}: writes at an offset.
 *
 * <p>Unlike a {@link java.nio.channels.FileChannel}, the descriptor stays open when the thread is interrupted, and an
 * error comes with its number.
 */
public final class Pwrite {
    private static final MethodHandle PWRITE =
            Libc.function("pwrite", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG, Libc.LONG));
    private static final int COPY_BYTES = 256 * 1024;

    private Pwrite() {}

    /**
     * Writes from a buffer, from its position to its limit at most, and moves its position.
     *
     * @param source direct if the bytes shall leave it without a copy
     * @param offset from the beginning of the file, in bytes
     * @return the number of bytes written, which may be fewer than there are
     */
    public static int write(int descriptor, ByteBuffer source, long offset) throws PosixException {
        int count = source.isDirect()
                ? write(descriptor, MemorySegment.ofBuffer(source), offset)
                : writeThroughCopy(descriptor, MemorySegment.ofBuffer(source), offset);
        source.position(source.position() + count);
        return count;
    }

    private static int write(int descriptor, MemorySegment source, long offset) throws PosixException {
        return (int) Libc.call(
                "pwrite", state -> (long) PWRITE.invokeExact(state, descriptor, source, source.byteSize(), offset));
    }

    private static int writeThroughCopy(int descriptor, MemorySegment source, long offset) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(Math.min(source.byteSize(), COPY_BYTES));
            MemorySegment.copy(source, 0, copy, 0, copy.byteSize());
            return write(descriptor, copy, offset);
        }
    }
}
