package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code setuid(3)}, {@code setgid(3)}, {@code setgroups(3)} and {@code initgroups(3)}: the user and the groups that
 * this process acts as.
 *
 * <p>The kernel keeps them with each thread. The functions of the C library, other than the system calls of the same
 * names, change all threads of the process.
 */
public final class Identity {
    private static final MethodHandle SETUID = Libc.function("setuid", FunctionDescriptor.of(Libc.INT, Libc.INT));
    private static final MethodHandle SETGID = Libc.function("setgid", FunctionDescriptor.of(Libc.INT, Libc.INT));
    private static final MethodHandle SETGROUPS =
            Libc.function("setgroups", FunctionDescriptor.of(Libc.INT, Libc.LONG, Libc.POINTER));
    private static final MethodHandle INITGROUPS =
            Libc.function("initgroups", FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT));

    private Identity() {}

    /** Sets the real, effective and saved user, from which there is no way back. */
    public static void setUser(long id) throws PosixException {
        Libc.call("setuid", state -> (int) SETUID.invokeExact(state, (int) id));
    }

    /** Sets the real, effective and saved group. */
    public static void setGroup(long id) throws PosixException {
        Libc.call("setgid", state -> (int) SETGID.invokeExact(state, (int) id));
    }

    /** Leaves the process with one supplementary group. */
    public static void setOnlyGroup(long id) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment groups = arena.allocateFrom(Libc.INT, (int) id);
            Libc.call("setgroups", state -> (int) SETGROUPS.invokeExact(state, 1L, groups));
        }
    }

    /** Sets the supplementary groups to those of a user, and the group that is given. */
    public static void setGroupsOf(String user, long group) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(user);
            Libc.call("initgroups", state -> (int) INITGROUPS.invokeExact(state, name, (int) group));
        }
    }
}
