package org.nbdscript.posix;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.Errno;

/**
 * Finds functions of the C library and calls them.
 *
 * <p>Each function is a {@code static final} handle in the class of its own, which lets the JVM inline the call. A
 * function that is missing, or that the JVM does not let us call, gives a handle that throws the reason at each call.
 */
final class Libc {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final int FAILED = -1;

    private static final FunctionDescriptor OF_WORDS = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    /** What no function returns. */
    private static final long ANSWERED = Long.MIN_VALUE;

    /** One invocation of a handle that {@link #function} gave; narrower results are widened. */
    @FunctionalInterface
    interface Invocation {
        long invoke(MemorySegment callState) throws Throwable;
    }

    private Libc() {}

    /**
     * A handle for a function. Its first argument is the memory for {@code errno}, which {@link #call} supplies.
     *
     * @param variadic options that say where the variable arguments begin, if there are any
     */
    @SuppressWarnings("restricted") // calling native code is what this module is for
    static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... variadic) {
        Linker.Option[] options = Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(variadic))
                .toArray(Linker.Option[]::new);
        try {
            return LINKER.defaultLookup()
                    .find(name)
                    .map(address -> LINKER.downcallHandle(address, descriptor, options))
                    .orElseGet(() -> unavailable(name, descriptor, "the C library has no such function", null));
        } catch (IllegalCallerException | UnsupportedOperationException e) {
            return unavailable(name, descriptor, "the JVM does not allow native calls", e);
        }
    }

    /**
     * A handle for a function as {@link #function} gives it, but one that takes six words and returns one, whatever the
     * function is declared with: its integers, addresses in place of its pointers, and zeroes for arguments that it
     * does not have. Callers narrow the result to the function's own type, and keep the memory reachable.
     *
     * <p>For what the first client waits for: the JVM makes code for each signature that it meets, which takes several
     * milliseconds each, and here it meets one. Linux' calling conventions pass all of these in registers of their own,
     * a narrow integer in one that its sign extends to, and let a function not look at those that it does not know. Not
     * for variadic functions.
     */
    static MethodHandle functionOfWords(String name) {
        return function(name, OF_WORDS);
    }

    /** Memory for {@code errno}, which each handle takes as its first argument. */
    static MemorySegment newCallState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    /** The error number that a call which failed has left. */
    static int errno(MemorySegment callState) {
        return (int) ERRNO.get(callState, 0L);
    }

    /** Calls a function, again when a signal interrupted it, and turns its result -1 into an exception. */
    static long call(String name, Invocation invocation) throws PosixException {
        while (true) {
            try {
                return callOnce(name, invocation);
            } catch (PosixException e) {
                if (!e.is(Errno.EINTR)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Calls a function as {@link #call} does, but for one error that is an answer rather than a failure, and may be a
     * frequent one: an exception would take longer than the call.
     *
     * @return empty for that error
     */
    static OptionalLong callUnless(Errno answer, String name, Invocation invocation) throws PosixException {
        long result = call(name, state -> {
            long value = invocation.invoke(state);
            return value == FAILED && errno(state) == answer.number() ? ANSWERED : value;
        });
        return result == ANSWERED ? OptionalLong.empty() : OptionalLong.of(result);
    }

    /** Calls a function and turns its result -1 into an exception. */
    @SuppressWarnings("IllegalCatch") // a method handle may throw anything; here that is only what is listed
    static long callOnce(String name, Invocation invocation) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = newCallState(arena);
            long result = invocation.invoke(callState);
            if (result == FAILED) {
                throw new PosixException(name, errno(callState));
            }
            return result;
        } catch (PosixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(name + " threw a checked exception of a foreign kind", e);
        }
    }

    /** A handle of the function's type that throws a new exception each time. */
    private static MethodHandle unavailable(
            String name, FunctionDescriptor descriptor, String reason, @Nullable Throwable cause) {
        MethodType type = descriptor.toMethodType();
        MethodHandle thrower = MethodHandles.filterReturnValue(
                MethodHandles.insertArguments(newException(), 0, name, Errno.ENOSYS.number(), reason, cause),
                MethodHandles.throwException(type.returnType(), PosixException.class));
        return MethodHandles.dropArguments(
                MethodHandles.dropArguments(thrower, 0, type.parameterList()), 0, MemorySegment.class);
    }

    private static MethodHandle newException() {
        try {
            return MethodHandles.lookup()
                    .findConstructor(
                            PosixException.class,
                            MethodType.methodType(void.class, String.class, int.class, String.class, Throwable.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("PosixException has another constructor", e);
        }
    }
}
