package org.nbdscript.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.ServerSocketChannel;

/** {@code socket(2)}, {@code bind(2)} and {@code listen(2)} for sockets between virtual machines, vsock(7). */
public final class VsockListener {
    /** Stands for all machines' connections, {@code VMADDR_CID_ANY}; as a port for a free one. */
    public static final long ANY = 0xffff_ffffL;

    private static final MethodHandle SOCKET =
            Libc.function("socket", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT));
    private static final MethodHandle BIND =
            Libc.function("bind", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER, Libc.INT));
    private static final MethodHandle LISTEN =
            Libc.function("listen", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT));
    private static final int SOCK_STREAM_CLOEXEC = 1 | 02000000;
    private static final int ADDRESS_BYTES = 16;
    private static final int PORT_AT = 4;
    private static final int CID_AT = 8;

    private VsockListener() {}

    /**
     * A socket that listens.
     *
     * @param cid whose connections count, unsigned 32 bits; {@link #ANY} for all
     * @param port unsigned 32 bits; {@link #ANY} for a free one
     * @param backlog how many connections may wait to be accepted
     * @throws IOException if the kernel has no vsock, or the port is taken
     */
    public static ServerSocketChannel open(long cid, long port, int backlog) throws IOException {
        int family = SocketName.Family.VSOCK.number();
        int descriptor =
                (int) Libc.call("socket", state -> (int) SOCKET.invokeExact(state, family, SOCK_STREAM_CLOEXEC, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) family);
            address.set(Libc.INT, PORT_AT, (int) port);
            address.set(Libc.INT, CID_AT, (int) cid);
            Libc.call("bind", state -> (int) BIND.invokeExact(state, descriptor, address, ADDRESS_BYTES));
            Libc.call("listen", state -> (int) LISTEN.invokeExact(state, descriptor, backlog));
            return AdoptedSocket.listening(descriptor);
        } catch (IOException e) {
            Close.close(descriptor);
            throw e;
        }
    }
}
