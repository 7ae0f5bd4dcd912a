package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import org.nbdscript.api.Errno;

/**
 * {@code sendmsg(2)}: sends parts of buffers, gathered.
 *
 * <p>For one socket and one thread at a time, which must make sure that the descriptor is open. Allocates nothing.
 */
public final class Sendmsg {
    private static final String NAME = "sendmsg";
    private static final MethodHandle SENDMSG = Libc.functionOfWords(NAME);
    private static final int MSG_DONTWAIT = 0x40;
    /** The peer's end of the connection shall be an error, not a signal. */
    private static final int MSG_NOSIGNAL = 0x4000;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final MessageHeader header = new MessageHeader();
    private final int descriptor;

    /** To a socket. */
    public Sendmsg(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Sends, as much as the socket's buffer has room for.
     *
     * @param waits whether to wait for room, which needs a blocking channel
     * @return how many bytes were sent, which may be fewer than there are; 0 if there was no room for any
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws nothing that is checked
    public long send(IoVector parts, boolean waits) throws PosixException {
        try {
            while (true) {
                int flags = waits ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
                long count = (long)
                        SENDMSG.invokeExact(callState, (long) descriptor, header.with(parts), (long) flags, 0L, 0L, 0L);
                if (count >= 0) {
                    return count;
                }
                int errno = Libc.errno(callState);
                if (errno == Errno.EAGAIN.number()) {
                    return 0;
                }
                if (errno != Errno.EINTR.number()) {
                    throw new PosixException(NAME, errno);
                }
            }
        } catch (PosixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(NAME + " threw a checked exception of a foreign kind", e);
        } finally {
            Reference.reachabilityFence(parts);
        }
    }
}
