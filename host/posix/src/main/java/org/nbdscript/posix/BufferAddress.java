package org.nbdscript.posix;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a direct buffer's memory is.
 *
 * <p>The JDK's own way to tell allocates nothing, but lies in a package that is only there with
 * {@value SocketDescriptor#NEEDED_FLAG}; without it the way is a memory segment, for which garbage is made.
 */
final class BufferAddress {
    private static final @Nullable MethodHandle ADDRESS = find();

    private BufferAddress() {}

    /** The address of a direct buffer's index 0, good as long as the buffer is reachable. */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws nothing that is checked
    static long of(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("expected a direct buffer, but this is " + buffer);
        }
        if (ADDRESS == null) {
            return MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
        }
        try {
            return (long) ADDRESS.invokeExact(buffer);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a getter threw a checked exception", e);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            Class<?> direct = Class.forName("sun.nio.ch.DirectBuffer");
            return MethodHandles.lookup()
                    .findVirtual(direct, "address", MethodType.methodType(long.class))
                    .asType(MethodType.methodType(long.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
