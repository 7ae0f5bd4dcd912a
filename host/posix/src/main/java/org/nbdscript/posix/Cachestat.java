package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code cachestat(2)}: how much of a range of a file is in the page cache. Linux has it since 6.5.
 *
 * <p>For one thread at a time. Allocates nothing.
 */
public final class Cachestat {
    /** The C library does not know the call yet; its number is the same on all architectures. */
    private static final MethodHandle SYSCALL = Libc.function(
            "syscall",
            FunctionDescriptor.of(Libc.LONG, Libc.LONG, Libc.LONG, Libc.LONG, Libc.LONG, Libc.LONG),
            Linker.Option.firstVariadicArg(1));

    private static final long NUMBER = 451;
    /** {@code struct cachestat_range}: the first byte and the length. */
    private static final int RANGE_BYTES = 2 * Long.BYTES;
    /** {@code struct cachestat}: its first field counts the pages that are in the cache. */
    private static final int ANSWER_BYTES = 5 * Long.BYTES;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final MemorySegment range = Arena.ofAuto().allocate(RANGE_BYTES, Long.BYTES);
    private final MemorySegment answer = Arena.ofAuto().allocate(ANSWER_BYTES, Long.BYTES);
    private final int descriptor;

    /** Of a file. */
    public Cachestat(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Whether all pages of a range are in the cache; false also if the system or the file does not tell.
     *
     * @param offset from the beginning of the file, in bytes
     * @param length in bytes, more than 0
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything
    public boolean hasAll(long offset, long length) {
        range.set(Libc.LONG, 0, offset);
        range.set(Libc.LONG, Long.BYTES, length);
        try {
            long result = (long)
                    SYSCALL.invokeExact(callState, NUMBER, (long) descriptor, range.address(), answer.address(), 0L);
            return result == 0 && answer.get(Libc.LONG, 0) >= pages(offset, length);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return false;
        }
    }

    private static long pages(long offset, long length) {
        return Math.ceilDiv(offset + length, PagePipe.PAGE_BYTES) - offset / PagePipe.PAGE_BYTES;
    }
}
