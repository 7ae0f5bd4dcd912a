package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.nbdscript.api.Errno;

/**
 * A pipe that takes pages of files and of mapped memory on one side and gives them to a socket on the other one, by
 * {@code splice(2)} and {@code vmsplice(2)}: no byte is copied. The pages stay what they are, so that whoever changes
 * the file or the memory meanwhile changes what is in the pipe and in the socket, too.
 *
 * <p>For one thread at a time. Allocates nothing once it is open.
 */
public final class PagePipe implements AutoCloseable {
    /** How many bytes fit, if they begin at a page; every part that does not takes another page. */
    public static final int CAPACITY = 1 << 20;

    /** In bytes, the smallest that there is. */
    public static final int PAGE_BYTES = 4096;

    private static final MethodHandle PIPE2 =
            Libc.function("pipe2", FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT));
    private static final MethodHandle FCNTL = Libc.function(
            "fcntl", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SPLICE = Libc.function(
            "splice", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.LONG, Libc.INT, Libc.LONG, Libc.LONG, Libc.INT));
    private static final MethodHandle VMSPLICE =
            Libc.function("vmsplice", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.LONG, Libc.LONG, Libc.INT));
    private static final MethodHandle READ =
            Libc.function("read", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG));
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final long NOWHERE = 0;

    private final MemorySegment callState = Libc.newCallState(Arena.ofAuto());
    private final MemorySegment position = Arena.ofAuto().allocate(Libc.LONG);
    private final int output;
    private final int input;
    private int content;

    /**
     * An empty pipe.
     *
     * @throws PosixException if there are too many descriptors or pipes, or the system has no such pipes
     */
    public PagePipe() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(Libc.INT, 2);
            Libc.call("pipe2", state -> (int) PIPE2.invokeExact(state, ends, O_CLOEXEC));
            output = ends.getAtIndex(Libc.INT, 0);
            input = ends.getAtIndex(Libc.INT, 1);
        }
        try {
            Libc.call("fcntl", state -> (int) FCNTL.invokeExact(state, input, F_SETPIPE_SZ, CAPACITY));
        } catch (PosixException e) {
            close();
            throw e;
        }
    }

    /** How many bytes are in it. */
    public int content() {
        return content;
    }

    /**
     * Takes bytes of a file. Waits if they are not in the page cache.
     *
     * @param descriptor of a file or block device
     * @param offset from the beginning of the file, in bytes
     * @return how many bytes it has taken, at most that many: fewer at the end of the file, if the pipe is full, or if
     *     the file cannot do that
     */
    public int takeFile(int descriptor, long offset, int length) {
        position.set(Libc.LONG, 0, offset);
        int taken = 0;
        while (taken < length) {
            long count = splice(descriptor, position.address(), input, length - taken, SPLICE_F_NONBLOCK);
            if (count <= 0) {
                break;
            }
            taken += (int) count;
        }
        content += taken;
        return taken;
    }

    /**
     * Takes parts of mapped memory.
     *
     * @return how many bytes it has taken, fewer than the parts have if the pipe is full
     */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything
    public int takeMemory(IoVector parts) {
        try {
            long count = (long)
                    VMSPLICE.invokeExact(callState, input, parts.address(), (long) parts.count(), SPLICE_F_NONBLOCK);
            content += (int) Math.max(count, 0);
            return (int) Math.max(count, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return 0;
        }
    }

    /**
     * Gives bytes to a socket, and waits for room in its buffer.
     *
     * @return how many bytes it has given, at least 1 if there were any
     */
    public int giveTo(int socket) throws PosixException {
        while (content > 0) {
            long count = splice(output, NOWHERE, socket, content, 0);
            if (count > 0) {
                content -= (int) count;
                return (int) count;
            }
            int errno = count == 0 ? Errno.EPIPE.number() : Libc.errno(callState);
            if (errno != Errno.EINTR.number()) {
                throw new PosixException("splice", errno);
            }
        }
        return 0;
    }

    @SuppressWarnings("IllegalCatch") // a method handle may throw anything
    private long splice(int from, long fromPosition, int into, int length, int flags) {
        try {
            return (long) SPLICE.invokeExact(callState, from, fromPosition, into, NOWHERE, (long) length, flags);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            return -1;
        }
    }

    /** Copies all bytes out. */
    public ByteBuffer drain() throws PosixException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(content);
        MemorySegment target = MemorySegment.ofBuffer(bytes);
        long done = 0;
        while (done < bytes.capacity()) {
            MemorySegment rest = target.asSlice(done);
            long count = Libc.call("read", state -> (long) READ.invokeExact(state, output, rest, rest.byteSize()));
            content -= (int) count;
            done += count;
        }
        return bytes;
    }

    /** Forgets what is in it. */
    @Override
    public void close() throws PosixException {
        try {
            Close.close(input);
        } finally {
            Close.close(output);
        }
    }
}
