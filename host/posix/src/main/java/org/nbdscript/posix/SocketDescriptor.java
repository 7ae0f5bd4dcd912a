package org.nbdscript.posix;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectableChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptor of a socket channel.
 *
 * <p>The JDK has a public method for it in a package that it does not export, so the JVM must be started with
 * {@value #NEEDED_FLAG}, or from a jar with {@code Add-Exports: java.base/sun.nio.ch} in its manifest.
 */
public final class SocketDescriptor {
    /** The flag that the JVM needs for this. */
    public static final String NEEDED_FLAG = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

    private static final @Nullable MethodHandle GET_FD = find();

    private SocketDescriptor() {}

    /**
     * The descriptor of a socket channel, listening or connected, good for as long as the channel is open.
     *
     * @return empty if the JVM runs without {@value #NEEDED_FLAG}
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; this one throws nothing
    public static OptionalInt of(SelectableChannel channel) {
        MethodHandle getter = GET_FD;
        if (getter == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of((int) getter.invoke(channel));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a getter threw a checked exception", e);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            Class<?> selectable = Class.forName("sun.nio.ch.SelChImpl");
            return MethodHandles.lookup()
                    .findVirtual(selectable, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SelectableChannel.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
