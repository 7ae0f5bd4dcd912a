package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.nbdscript.api.Errno;

/** A conversation with a family of the kernel's generic netlink (netlink(7)): a request, and its answer. */
final class GenericNetlink implements AutoCloseable {
    private static final MethodHandle SOCKET =
            Libc.function("socket", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT));
    private static final FunctionDescriptor TRANSFER =
            FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG, Libc.INT);
    private static final MethodHandle SEND = Libc.function("send", TRANSFER);
    private static final MethodHandle RECV = Libc.function("recv", TRANSFER);

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_GENERIC = 16;

    private static final int CONTROL_FAMILY = 0x10;
    private static final int GET_FAMILY = 3;
    private static final int FAMILY_ID = 1;
    private static final int FAMILY_NAME = 2;

    private static final int HEADERS_SIZE = 20;
    private static final int NLMSG_ERROR = 2;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int LONGEST = 1 << 14;

    private final int descriptor;

    private GenericNetlink(int descriptor) {
        this.descriptor = descriptor;
    }

    static GenericNetlink open() throws PosixException {
        return new GenericNetlink((int) Libc.call("socket", state ->
                (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC)));
    }

    /**
     * The number of a family.
     *
     * @throws PosixException ENOENT if the kernel has none of that name
     */
    int family(String name) throws PosixException {
        byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer answer = exchange(
                "netlink family " + name, message(CONTROL_FAMILY, NLM_F_REQUEST, GET_FAMILY, 1, FAMILY_NAME, text));
        answer.position(HEADERS_SIZE);
        while (answer.remaining() >= 4) {
            int start = answer.position();
            int length = Short.toUnsignedInt(answer.getShort());
            if (answer.getShort() == FAMILY_ID) {
                return Short.toUnsignedInt(answer.getShort());
            }
            answer.position(Math.min(answer.limit(), start + aligned(Math.max(length, 4))));
        }
        throw new PosixException("netlink family " + name, Errno.EPROTO.number());
    }

    /**
     * Makes a request and waits for its acknowledgement.
     *
     * @param name for the error message
     * @param attributes as {@link #attribute} makes them
     */
    void request(String name, int family, int command, int version, byte[]... attributes) throws PosixException {
        int length = HEADERS_SIZE;
        for (byte[] attribute : attributes) {
            length += attribute.length;
        }
        ByteBuffer message = header(length, family, NLM_F_REQUEST | NLM_F_ACK, command, version);
        for (byte[] attribute : attributes) {
            message.put(attribute);
        }
        exchange(name, message.flip());
    }

    private static ByteBuffer message(int family, int flags, int command, int version, int type, byte[] value) {
        byte[] attribute = attribute(type, value);
        return header(HEADERS_SIZE + attribute.length, family, flags, command, version)
                .put(attribute)
                .flip();
    }

    private static ByteBuffer header(int length, int family, int flags, int command, int version) {
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        message.putInt(length).putShort((short) family).putShort((short) flags);
        message.putInt(1).putInt(0);
        return message.put((byte) command).put((byte) version).putShort((short) 0);
    }

    /** An attribute with its header, filled up to a multiple of four bytes. */
    static byte[] attribute(int type, byte[] value) {
        int length = 4 + value.length;
        ByteBuffer attribute = ByteBuffer.allocate(aligned(length)).order(ByteOrder.nativeOrder());
        attribute.putShort((short) length).putShort((short) type).put(value);
        return attribute.array();
    }

    /** A number of 32 bits as an attribute. */
    static byte[] attribute(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** A number of 64 bits as an attribute. */
    static byte[] attribute(int type, long value) {
        return attribute(
                type,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(value)
                        .array());
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    private ByteBuffer exchange(String name, ByteBuffer message) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(message.remaining());
            request.copyFrom(MemorySegment.ofBuffer(message));
            Libc.call("send", state -> (long) SEND.invokeExact(state, descriptor, request, request.byteSize(), 0));
            MemorySegment answer = arena.allocate(LONGEST);
            long count = Libc.call(
                    "recv", state -> (long) RECV.invokeExact(state, descriptor, answer, answer.byteSize(), 0));
            byte[] bytes = answer.asSlice(0, count).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            return checked(name, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        }
    }

    private static ByteBuffer checked(String name, ByteBuffer answer) throws PosixException {
        if (answer.remaining() < HEADERS_SIZE) {
            throw new PosixException(name, Errno.EPROTO.number());
        }
        int error = answer.getShort(4) == NLMSG_ERROR ? -answer.getInt(16) : 0;
        if (error != 0) {
            throw new PosixException(name, error);
        }
        return answer;
    }

    @Override
    public void close() throws PosixException {
        Close.close(descriptor);
    }
}
