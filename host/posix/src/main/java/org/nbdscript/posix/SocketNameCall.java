package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The two calls, which differ in nothing but the end. */
enum SocketNameCall {
    /** The own end. */
    GETSOCKNAME("getsockname"),
    /** The other end. */
    GETPEERNAME("getpeername");

    /** The largest address is that of a unix-domain socket: 2 bytes of family and 108 of path. */
    private static final int MOST_BYTES = 128;

    private static final int FAMILY_BYTES = 2;
    private static final ValueLayout.OfShort SHORT_BIG_ENDIAN =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final String name;
    private final MethodHandle handle;

    SocketNameCall(String name) {
        this.name = name;
        this.handle = Libc.function(name, FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER, Libc.POINTER));
    }

    SocketName of(int descriptor) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(MOST_BYTES, Long.BYTES);
            MemorySegment length = arena.allocateFrom(Libc.INT, MOST_BYTES);
            Libc.call(name, state -> (int) handle.invokeExact(state, descriptor, address, length));
            return decode(address.asSlice(0, Math.min(length.get(Libc.INT, 0), MOST_BYTES)));
        }
    }

    private static SocketName decode(MemorySegment address) {
        if (address.byteSize() < FAMILY_BYTES) {
            return new SocketName.Unix("");
        }
        int family = Short.toUnsignedInt(address.get(ValueLayout.JAVA_SHORT, 0));
        return switch (SocketName.Family.byNumber(family)) {
            case UNIX -> new SocketName.Unix(path(address.asSlice(FAMILY_BYTES)));
            case IPV4 -> inet(address, 4, 4);
            case IPV6 -> inet(address, 8, 16);
            case VSOCK -> new SocketName.Vsock(unsigned(address, 8), unsigned(address, 4));
            case OTHER -> new SocketName.Other(family);
        };
    }

    private static long unsigned(MemorySegment address, long offset) {
        return Integer.toUnsignedLong(address.get(Libc.INT, offset));
    }

    /** A path ends with a NUL, an abstract name with the address. */
    private static String path(MemorySegment bytes) {
        String text = new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        int end = text.indexOf('\0', 1);
        return text.isEmpty() || text.startsWith("\0") || end < 0 ? text : text.substring(0, end);
    }

    private static SocketName.Inet inet(MemorySegment address, long offset, int count) {
        byte[] bytes = address.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
        int port = Short.toUnsignedInt(address.get(SHORT_BIG_ENDIAN, FAMILY_BYTES));
        try {
            return new SocketName.Inet(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + count + " bytes is always known", e);
        }
    }
}
