package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * {@code recvmsg(2)} with {@code MSG_DONTWAIT}: takes what has arrived at a socket into parts of buffers, one after
 * another, and never waits, though the socket's channel may be a blocking one.
 *
 * <p>For one socket and one thread at a time, which must make sure that the descriptor is open. Allocates nothing.
 */
public final class Recvmsg {
    /** What {@link #receive} returns if nothing has arrived. */
    public static final int NOTHING = -1;

    private static final MethodHandle RECVMSG = Libc.functionOfWords("recvmsg");
    private static final int MSG_DONTWAIT = 0x40;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final MessageHeader header = new MessageHeader();
    private final int descriptor;

    /** From a socket. */
    public Recvmsg(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes what has arrived, as much as fits.
     *
     * @return how many bytes; 0 at the end of the input; {@link #NOTHING} if nothing has arrived, or if the call
     *     failed, which a read that waits will then explain
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws nothing that is checked
    public long receive(IoVector parts) {
        try {
            return (long) RECVMSG.invokeExact(
                    callState, (long) descriptor, header.with(parts), (long) MSG_DONTWAIT, 0L, 0L, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return NOTHING;
        } finally {
            Reference.reachabilityFence(parts);
        }
    }
}
