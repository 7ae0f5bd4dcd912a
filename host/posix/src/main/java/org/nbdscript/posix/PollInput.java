package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code poll(2)} of one descriptor: waits for input, but not for ever.
 *
 * <p>For one thread at a time. Allocates nothing.
 */
public final class PollInput {
    private static final MethodHandle POLL = Libc.functionOfWords("poll");
    private static final short POLLIN = 1;
    /** {@code struct pollfd}: the descriptor, what is waited for, and what has come. */
    private static final int ENTRY_BYTES = 8;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final MemorySegment entry = Arena.ofAuto().allocate(ENTRY_BYTES, Integer.BYTES);

    /** Of a descriptor. */
    public PollInput(int descriptor) {
        entry.set(ValueLayout.JAVA_INT, 0, descriptor);
        entry.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
    }

    /**
     * Waits.
     *
     * @return false if nothing has come in that time; true if there is input, its end, or a failure to be found by a
     *     read
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything
    public boolean await(int milliseconds) {
        try {
            return (int) (long) POLL.invokeExact(callState, entry.address(), 1L, (long) milliseconds, 0L, 0L, 0L) != 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return true;
        }
    }
}
