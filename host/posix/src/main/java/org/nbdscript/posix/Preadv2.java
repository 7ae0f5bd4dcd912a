package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.nbdscript.api.Errno;

/**
 * {@code preadv2(2)} with {@code RWF_NOWAIT}: reads at an offset of a file, as far as that takes no waiting, since the
 * bytes are in the page cache.
 *
 * <p>For one file and one thread at a time. Allocates nothing.
 */
public final class Preadv2 {
    /** What {@link #read} returns if it would have to wait at once, or if the call failed for any other reason. */
    public static final int NOTHING = -1;

    private static final MethodHandle PREADV2 = Libc.functionOfWords("preadv2");
    private static final long RWF_NOWAIT = 8;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final IoVector part = new IoVector();
    private final int descriptor;
    private boolean isMissing;

    /** Of a file. */
    public Preadv2(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Fills a direct buffer from its first byte on, whatever its position and limit.
     *
     * @param offset from the beginning of the file, in bytes
     * @return how many bytes were read, 0 at the end of the file; or {@link #NOTHING}
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws PosixException at most
    public int read(ByteBuffer target, int length, long offset) {
        part.clear();
        part.add(target, 0, length);
        try {
            return (int) (long)
                    PREADV2.invokeExact(callState, (long) descriptor, part.address(), 1L, offset, RWF_NOWAIT, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            isMissing = true;
            return NOTHING;
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    /** Whether the last call failed since the system or the file's own cannot tell whether it would have to wait. */
    public boolean isUnsupported() {
        int errno = Libc.errno(callState);
        return isMissing
                || errno == Errno.ENOTSUP.number()
                || errno == Errno.EINVAL.number()
                || errno == Errno.ENOSYS.number();
    }
}
