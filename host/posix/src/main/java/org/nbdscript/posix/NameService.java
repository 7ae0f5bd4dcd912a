package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** {@code getpwnam(3)}, {@code getpwuid(3)} and {@code getgrnam(3)}: the users and groups that the system knows. */
public final class NameService {
    private static final MethodHandle GETPWNAM =
            Libc.function("getpwnam", FunctionDescriptor.of(Libc.POINTER, Libc.POINTER));
    private static final MethodHandle GETPWUID =
            Libc.function("getpwuid", FunctionDescriptor.of(Libc.POINTER, Libc.INT));
    private static final MethodHandle GETGRNAM =
            Libc.function("getgrnam", FunctionDescriptor.of(Libc.POINTER, Libc.POINTER));
    /** In both structures two pointers, the name and the password, come before the number. */
    private static final long ID_AT = 2 * Libc.POINTER.byteSize();
    /** In that of a user its group comes next. */
    private static final long USERS_GROUP_AT = ID_AT + Libc.INT.byteSize();

    private static final long ENTRY_SIZE = USERS_GROUP_AT + Libc.INT.byteSize();
    private static final long LONGEST_NAME = 4096;

    /** The C library answers in memory that the next call overwrites. */
    private static final ReentrantLock ANSWER = new ReentrantLock();

    private NameService() {}

    /** The user of this name, if there is one. */
    public static Optional<User> user(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            return entry(
                    "getpwnam",
                    state -> ((MemorySegment) GETPWNAM.invokeExact(state, key)).address(),
                    NameService::userOf);
        }
    }

    /** The user of this number, if there is one. */
    public static Optional<User> user(long id) throws PosixException {
        return entry(
                "getpwuid",
                state -> ((MemorySegment) GETPWUID.invokeExact(state, (int) id)).address(),
                NameService::userOf);
    }

    /** The number of a user, empty if there is no such user. */
    static OptionalLong userId(String name) throws PosixException {
        return user(name).map(user -> OptionalLong.of(user.id())).orElseGet(OptionalLong::empty);
    }

    /** The number of a group, empty if there is no such group. */
    public static OptionalLong groupId(String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            return entry(
                            "getgrnam",
                            state -> ((MemorySegment) GETGRNAM.invokeExact(state, key)).address(),
                            found -> unsigned(found, ID_AT))
                    .map(OptionalLong::of)
                    .orElseGet(OptionalLong::empty);
        }
    }

    @SuppressWarnings("restricted") // the size of a name that the C library owns
    private static User userOf(MemorySegment entry) {
        String name = entry.get(Libc.POINTER, 0).reinterpret(LONGEST_NAME).getString(0);
        return new User(name, unsigned(entry, ID_AT), unsigned(entry, USERS_GROUP_AT));
    }

    private static long unsigned(MemorySegment entry, long at) {
        return Integer.toUnsignedLong(entry.get(Libc.INT, at));
    }

    @SuppressWarnings("restricted") // the size of an answer that the C library owns
    private static <T> Optional<T> entry(String call, Libc.Invocation lookup, Function<MemorySegment, T> reader)
            throws PosixException {
        ANSWER.lock();
        try {
            long address = Libc.call(call, lookup);
            return address == 0
                    ? Optional.empty()
                    : Optional.of(reader.apply(MemorySegment.ofAddress(address).reinterpret(ENTRY_SIZE)));
        } finally {
            ANSWER.unlock();
        }
    }
}
