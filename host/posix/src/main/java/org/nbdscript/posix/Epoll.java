package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.LongConsumer;
import org.nbdscript.api.Errno;

/**
 * {@code epoll(7)}: waits for input on many descriptors at once. Unlike the JDK's selectors, it takes sockets that
 * block.
 */
public final class Epoll implements AutoCloseable {
    private static final MethodHandle CREATE =
            Libc.function("epoll_create1", FunctionDescriptor.of(Libc.INT, Libc.INT));
    private static final MethodHandle CONTROL =
            Libc.function("epoll_ctl", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT, Libc.POINTER));
    private static final MethodHandle WAIT =
            Libc.function("epoll_wait", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER, Libc.INT, Libc.INT));

    private static final MethodHandle EVENTFD =
            Libc.function("eventfd", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT));
    private static final MethodHandle WRITE =
            Libc.function("write", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG));

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLRDHUP = 0x2000;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int FOR_EVER = -1;
    private static final long STOP = -1;

    /** {@code struct epoll_event}: the events and a number; packed on x86, and nowhere else. */
    private static final boolean IS_PACKED = System.getProperty("os.arch").matches("amd64|x86_64");

    private static final int NUMBER_AT = IS_PACKED ? Integer.BYTES : Long.BYTES;
    private static final int EVENT_BYTES = NUMBER_AT + Long.BYTES;
    private static final int MOST_EVENTS = 64;

    private final int descriptor;
    /** Has input when the waiting is to stop. */
    private final int stop;

    private final MemorySegment events = Arena.ofAuto().allocate((long) MOST_EVENTS * EVENT_BYTES, Long.BYTES);

    /**
     * One that watches nothing.
     *
     * @throws PosixException if there are too many descriptors, or the system has no epoll
     */
    public Epoll() throws PosixException {
        descriptor = (int) Libc.call("epoll_create1", state -> (int) CREATE.invokeExact(state, EPOLL_CLOEXEC));
        try {
            stop = (int) Libc.call("eventfd", state -> (int) EVENTFD.invokeExact(state, 0, EPOLL_CLOEXEC));
        } catch (PosixException e) {
            Close.close(descriptor);
            throw e;
        }
        try {
            watchOnce(stop, STOP);
        } catch (PosixException e) {
            close();
            throw e;
        }
    }

    /**
     * Watches a descriptor until input comes, or its end, which is told once. A descriptor that is closed is not
     * watched any more.
     *
     * @param number told then, not negative
     */
    public void watchOnce(int watched, long number) throws PosixException {
        try {
            control(EPOLL_CTL_MOD, watched, number);
        } catch (PosixException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            control(EPOLL_CTL_ADD, watched, number);
        }
    }

    private void control(int operation, int watched, long number) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
            event.set(ValueLayout.JAVA_INT, 0, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, NUMBER_AT, number);
            Libc.call("epoll_ctl", state -> (int) CONTROL.invokeExact(state, descriptor, operation, watched, event));
        }
    }

    /**
     * Waits until there is input somewhere, and tells the numbers of where. One thread at a time.
     *
     * @return false if it was told to stop
     */
    public boolean await(LongConsumer numbers) throws PosixException {
        int count = (int) Libc.call(
                "epoll_wait", state -> (int) WAIT.invokeExact(state, descriptor, events, MOST_EVENTS, FOR_EVER));
        boolean goesOn = true;
        for (int i = 0; i < count; i++) {
            long number = events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + NUMBER_AT);
            if (number == STOP) {
                goesOn = false;
            } else {
                numbers.accept(number);
            }
        }
        return goesOn;
    }

    /** Makes {@link #await} return false, now or when it is called. */
    public void stop() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(Libc.LONG, 1);
            Libc.call("write", state -> (long) WRITE.invokeExact(state, stop, one, one.byteSize()));
        }
    }

    /** Watches nothing any more; nobody may be waiting. */
    @Override
    public void close() throws PosixException {
        try {
            Close.close(stop);
        } finally {
            Close.close(descriptor);
        }
    }
}
