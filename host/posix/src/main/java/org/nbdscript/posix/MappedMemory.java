package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * {@code mmap(2)} of memory without a file. Unlike that of the C library's heap, what was given back never becomes
 * something else's while somebody, such as a {@link PagePipe}, still has its pages.
 */
public final class MappedMemory {
    private static final MethodHandle MMAP = Libc.function(
            "mmap", FunctionDescriptor.of(Libc.LONG, Libc.LONG, Libc.LONG, Libc.INT, Libc.INT, Libc.INT, Libc.LONG));
    private static final MethodHandle MUNMAP =
            Libc.function("munmap", FunctionDescriptor.of(Libc.INT, Libc.LONG, Libc.LONG));
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_ANONYMOUS = 0x22;
    private static final int NO_FILE = -1;

    private MappedMemory() {}

    /**
     * Memory that is unmapped when no buffer refers to it any more.
     *
     * @param length in bytes; what it has less than whole pages is lost
     * @return zeroes, from the beginning of a page on
     * @throws PosixException ENOMEM if there is not so much
     */
    @SuppressWarnings("restricted") // calling native code is what this module is for
    public static ByteBuffer allocate(int length) throws PosixException {
        long address = Libc.call("mmap", state ->
                (long) MMAP.invokeExact(state, 0L, (long) length, READ_AND_WRITE, PRIVATE_AND_ANONYMOUS, NO_FILE, 0L));
        return MemorySegment.ofAddress(address)
                .reinterpret(length, Arena.ofAuto(), MappedMemory::free)
                .asByteBuffer();
    }

    private static void free(MemorySegment memory) {
        try {
            Libc.call("munmap", state -> (int) MUNMAP.invokeExact(state, memory.address(), memory.byteSize()));
        } catch (PosixException e) {
            throw new AssertionError("memory that was mapped cannot be unmapped", e);
        }
    }
}
