package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code recv(2)} with {@code MSG_DONTWAIT}: takes what has arrived at a socket, and never waits, though the socket's
 * channel may be a blocking one.
 *
 * <p>For one socket and one thread at a time, which must make sure that the descriptor is open. Allocates nothing as
 * long as the buffer stays the same.
 */
public final class Recv {
    /** What {@link #receive} returns if nothing has arrived. */
    public static final int NOTHING = -1;

    // The address is passed as a number: a segment for each call would be garbage.
    private static final MethodHandle RECV =
            Libc.function("recv", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.LONG, Libc.LONG, Libc.INT));
    private static final int MSG_DONTWAIT = 0x40;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final int descriptor;
    private @Nullable ByteBuffer known;
    private long knownAddress;

    /** From a socket. */
    public Recv(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes what has arrived, as much as fits between a buffer's position and limit, and moves its position.
     *
     * @param target direct
     * @return how many bytes; 0 at the end of the input; {@link #NOTHING} if nothing has arrived, or if the call
     *     failed, which a read that waits will then explain
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws nothing that is checked
    public int receive(ByteBuffer target) {
        try {
            long count = (long) RECV.invokeExact(
                    callState,
                    descriptor,
                    address(target) + target.position(),
                    (long) target.remaining(),
                    MSG_DONTWAIT);
            if (count > 0) {
                target.position(target.position() + (int) count);
            }
            return (int) count;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return NOTHING;
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    @SuppressWarnings("ReferenceEquality") // another buffer with the same content is at another address
    private long address(ByteBuffer target) {
        if (known != target) {
            if (!target.isDirect()) {
                throw new IllegalArgumentException("expected a direct buffer, but this is " + target);
            }
            knownAddress = MemorySegment.ofBuffer(target.duplicate().clear()).address();
            known = target;
        }
        return knownAddress;
    }
}
