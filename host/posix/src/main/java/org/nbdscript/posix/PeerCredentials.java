package org.nbdscript.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.OptionalInt;
import java.util.OptionalLong;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * {@code getsockopt(2)} with {@code SO_PEERCRED}: who is at the other end of a unix-domain socket, as it was when the
 * peer connected.
 *
 * @param processId empty if the JVM was started without {@value SocketDescriptor#NEEDED_FLAG}
 * @param userId empty if only a name is known and no number belongs to it
 * @param groupId empty if only a name is known and no number belongs to it
 */
public record PeerCredentials(OptionalLong processId, OptionalLong userId, OptionalLong groupId) {
    private static final MethodHandle GETSOCKOPT = Libc.functionOfWords("getsockopt");
    private static final long SOL_SOCKET = 1;
    private static final long SO_PEERCRED = 17;
    private static final int UCRED_BYTES = 12;

    /**
     * The credentials of a socket's peer.
     *
     * @param channel connected, and of the unix domain
     */
    public static PeerCredentials of(SocketChannel channel) throws IOException {
        if (!(channel.getLocalAddress() instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException(
                    "only a unix-domain socket knows its peer's credentials, but this is " + channel);
        }
        OptionalInt descriptor = SocketDescriptor.of(channel);
        return descriptor.isPresent() ? ofDescriptor(descriptor.getAsInt()) : withoutProcessId(channel);
    }

    private static PeerCredentials ofDescriptor(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(UCRED_BYTES, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(Libc.INT, UCRED_BYTES);
            Libc.call("getsockopt", state -> (int) (long) GETSOCKOPT.invokeExact(
                    state, (long) descriptor, SOL_SOCKET, SO_PEERCRED, answer.address(), length.address(), 0L));
            return new PeerCredentials(id(answer, 0), id(answer, 1), id(answer, 2));
        }
    }

    private static OptionalLong id(MemorySegment credentials, int index) {
        return OptionalLong.of(Integer.toUnsignedLong(credentials.getAtIndex(Libc.INT, index)));
    }

    /** What the JDK gives: names, or the number in decimal digits where there is no name. */
    static PeerCredentials withoutProcessId(SocketChannel channel) throws IOException {
        UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return new PeerCredentials(
                OptionalLong.empty(),
                idOf(principal.user(), NameService::userId),
                idOf(principal.group(), NameService::groupId));
    }

    @FunctionalInterface
    private interface IdByName {
        OptionalLong find(String name) throws PosixException;
    }

    private static OptionalLong idOf(UserPrincipal principal, IdByName idByName) throws PosixException {
        String name = principal.getName();
        return name.chars().allMatch(Character::isDigit) ? OptionalLong.of(Long.parseLong(name)) : idByName.find(name);
    }
}
