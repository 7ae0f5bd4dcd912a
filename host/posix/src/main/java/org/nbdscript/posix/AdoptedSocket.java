package org.nbdscript.posix;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;

/**
 * A channel for a socket that this process has not opened by the JDK: one that it inherited, or one of a family that
 * the JDK does not know.
 *
 * <p>The JDK takes over such a socket at descriptor 0 only, so this calls the constructors that it uses itself, for
 * which the JVM must be started with {@value #NEEDED_FLAG}. From then on the descriptor is the channel's, which closes
 * it. What the channel says of the addresses of a family that the JDK does not know is wrong.
 */
public final class AdoptedSocket {
    /** The flag that the JVM needs for this. */
    public static final String NEEDED_FLAG = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private AdoptedSocket() {}

    /**
     * A channel that accepts connections on a socket which is bound and listens.
     *
     * @throws IOException if it is not such a socket, with a text for people
     */
    public static ServerSocketChannel listening(int descriptor) throws IOException {
        requireStream(descriptor);
        if (SocketOption.ACCEPTS_CONNECTIONS.of(descriptor) == 0) {
            throw new IOException("descriptor " + descriptor + " is a socket that does not listen");
        }
        return (ServerSocketChannel) newChannel(
                "sun.nio.ch.ServerSocketChannelImpl",
                new Class<?>[] {SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class},
                SelectorProvider.provider(),
                family(descriptor),
                fileDescriptor(descriptor),
                true);
    }

    /**
     * A channel over a socket which is connected.
     *
     * @throws IOException if it is not such a socket, with a text for people
     */
    public static SocketChannel connected(int descriptor) throws IOException {
        requireStream(descriptor);
        if (SocketOption.ACCEPTS_CONNECTIONS.of(descriptor) != 0) {
            throw new IOException("descriptor " + descriptor + " is a socket that listens, expected a connected one");
        }
        return (SocketChannel) newChannel(
                "sun.nio.ch.SocketChannelImpl",
                new Class<?>[] {SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, SocketAddress.class
                },
                SelectorProvider.provider(),
                family(descriptor),
                fileDescriptor(descriptor),
                peer(descriptor));
    }

    private static void requireStream(int descriptor) throws IOException {
        try {
            if (SocketOption.TYPE.of(descriptor) != SocketOption.SOCK_STREAM) {
                throw new IOException("descriptor " + descriptor + " is a socket, but not one of streams");
            }
        } catch (PosixException e) {
            String reason = e.is(Errno.ENOTSOCK) ? "is no socket" : e.is(Errno.EBADF) ? "is not open" : null;
            throw new IOException("descriptor " + descriptor + " " + (reason == null ? e.getMessage() : reason), e);
        }
    }

    private static ProtocolFamily family(int descriptor) throws IOException {
        return switch (SocketName.Family.of(descriptor)) {
            case UNIX -> StandardProtocolFamily.UNIX;
            case IPV4 -> StandardProtocolFamily.INET;
            case IPV6 -> StandardProtocolFamily.INET6;
            // The JDK takes an address of any family it does not know for one of version 4, and does not mind.
            case VSOCK, OTHER -> StandardProtocolFamily.INET;
        };
    }

    private static SocketAddress peer(int descriptor) throws IOException {
        return switch (SocketName.peer(descriptor)) {
            case SocketName.Inet(var address) -> address;
            case SocketName.Unix(String path) -> path.startsWith("\0") ? UNNAMED : UnixDomainSocketAddress.of(path);
            case SocketName.Vsock _, SocketName.Other _ -> UNNAMED;
        };
    }

    private static FileDescriptor fileDescriptor(int descriptor) throws IOException {
        try {
            return (FileDescriptor) Class.forName("sun.nio.ch.IOUtil")
                    .getMethod("newFD", int.class)
                    .invoke(null, descriptor);
        } catch (ReflectiveOperationException e) {
            throw unavailable(descriptor, e);
        }
    }

    private static Object newChannel(String type, Class<?>[] parameters, @Nullable Object... arguments)
            throws IOException {
        try {
            Constructor<?> constructor = Class.forName(type).getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IOException("the JDK does not take the socket: " + e.getCause(), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw unavailable(-1, e);
        }
    }

    private static IOException unavailable(int descriptor, Exception cause) {
        return new IOException(
                "a socket that was opened elsewhere cannot be used"
                        + (descriptor < 0 ? "" : " (descriptor " + descriptor + ")")
                        + ": the JVM needs the flag " + NEEDED_FLAG,
                cause);
    }
}
