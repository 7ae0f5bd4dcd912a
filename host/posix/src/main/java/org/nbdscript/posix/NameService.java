package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** {@code getpwnam(3)} and {@code getgrnam(3)}: the numbers of users and groups that are known by name. */
final class NameService {
    private static final MethodHandle GETPWNAM =
            Libc.function("getpwnam", FunctionDescriptor.of(Libc.POINTER, Libc.POINTER));
    private static final MethodHandle GETGRNAM =
            Libc.function("getgrnam", FunctionDescriptor.of(Libc.POINTER, Libc.POINTER));
    /** In both structures two pointers, the name and the password, come before the number. */
    private static final long ID_AT = 2 * Libc.POINTER.byteSize();

    /** The C library answers in memory that the next call overwrites. */
    private static final ReentrantLock ANSWER = new ReentrantLock();

    private NameService() {}

    /** The number of a user, empty if there is no such user. */
    static OptionalLong userId(String name) throws PosixException {
        return idOf(name, "getpwnam", (state, key) -> (MemorySegment) GETPWNAM.invokeExact(state, key));
    }

    /** The number of a group, empty if there is no such group. */
    static OptionalLong groupId(String name) throws PosixException {
        return idOf(name, "getgrnam", (state, key) -> (MemorySegment) GETGRNAM.invokeExact(state, key));
    }

    @FunctionalInterface
    private interface Lookup {
        MemorySegment invoke(MemorySegment callState, MemorySegment name) throws Throwable;
    }

    @SuppressWarnings("restricted") // the size of an answer that the C library owns
    private static OptionalLong idOf(String name, String call, Lookup lookup) throws PosixException {
        ANSWER.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            long entry = Libc.call(call, state -> lookup.invoke(state, key).address());
            if (entry == 0) {
                return OptionalLong.empty();
            }
            MemorySegment id = MemorySegment.ofAddress(entry).reinterpret(ID_AT + Libc.INT.byteSize());
            return OptionalLong.of(Integer.toUnsignedLong(id.get(Libc.INT, ID_AT)));
        } finally {
            ANSWER.unlock();
        }
    }
}
