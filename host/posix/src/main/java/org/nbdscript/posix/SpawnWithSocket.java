package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code posix_spawn(3)} of a process that gets a descriptor of ours, which the JDK's processes cannot. It has
 * {@code /dev/null} as its input, our standard error as its output too, and no other descriptor.
 */
public final class SpawnWithSocket {
    /** The number of the descriptor in the new process. */
    public static final int DESCRIPTOR = 3;

    private static final MethodHandle SPAWN = Libc.function(
            "posix_spawn",
            FunctionDescriptor.of(
                    Libc.INT, Libc.POINTER, Libc.POINTER, Libc.POINTER, Libc.POINTER, Libc.POINTER, Libc.POINTER));
    private static final MethodHandle INIT =
            Libc.function("posix_spawn_file_actions_init", FunctionDescriptor.of(Libc.INT, Libc.POINTER));
    private static final MethodHandle DESTROY =
            Libc.function("posix_spawn_file_actions_destroy", FunctionDescriptor.of(Libc.INT, Libc.POINTER));
    private static final MethodHandle ADD_OPEN = Libc.function(
            "posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT, Libc.POINTER, Libc.INT, Libc.INT));
    private static final MethodHandle ADD_DUP2 = Libc.function(
            "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT, Libc.INT));
    private static final MethodHandle ADD_CLOSE_FROM = Libc.function(
            "posix_spawn_file_actions_addclosefrom_np", FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT));
    private static final MethodHandle ATTRIBUTES_INIT =
            Libc.function("posix_spawnattr_init", FunctionDescriptor.of(Libc.INT, Libc.POINTER));
    private static final MethodHandle SET_FLAGS = Libc.function(
            "posix_spawnattr_setflags", FunctionDescriptor.of(Libc.INT, Libc.POINTER, ValueLayout.JAVA_SHORT));

    /** More than any C library's structures have, whose size is no part of the interface. */
    private static final long ROOM = 1024;

    /** The mask of the attributes, which is empty: the JVM's threads block signals. */
    private static final short POSIX_SPAWN_SETSIGMASK = 8;

    private SpawnWithSocket() {}

    /** A call that returns 0 or an error number, unlike most. */
    private static void require(String name, Libc.Invocation invocation) throws PosixException {
        long error = Libc.call(name, invocation);
        if (error != 0) {
            throw new PosixException(name, (int) error);
        }
    }

    /**
     * Starts a process.
     *
     * @param command the program's path, and its arguments
     * @param environment all of it
     * @param descriptor ours, which becomes {@value #DESCRIPTOR} there
     * @return the process's number, whose end is to be taken by {@link WaitPid}
     */
    public static int start(List<String> command, Map<String, String> environment, int descriptor)
            throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ROOM, Long.BYTES);
            require("posix_spawn_file_actions_init", state -> (int) INIT.invokeExact(state, actions));
            try {
                return start(arena, actions, command, environment, descriptor);
            } finally {
                require("posix_spawn_file_actions_destroy", state -> (int) DESTROY.invokeExact(state, actions));
            }
        }
    }

    private static int start(
            Arena arena, MemorySegment actions, List<String> command, Map<String, String> environment, int descriptor)
            throws PosixException {
        MemorySegment nowhere = arena.allocateFrom("/dev/null");
        require("addopen", state -> (int) ADD_OPEN.invokeExact(state, actions, 0, nowhere, 0, 0));
        require("adddup2", state -> (int) ADD_DUP2.invokeExact(state, actions, 2, 1));
        require("adddup2", state -> (int) ADD_DUP2.invokeExact(state, actions, descriptor, DESCRIPTOR));
        require("addclosefrom", state -> (int) ADD_CLOSE_FROM.invokeExact(state, actions, DESCRIPTOR + 1));
        MemorySegment attributes = arena.allocate(ROOM, Long.BYTES);
        require("posix_spawnattr_init", state -> (int) ATTRIBUTES_INIT.invokeExact(state, attributes));
        require("posix_spawnattr_setflags", state ->
                (int) SET_FLAGS.invokeExact(state, attributes, POSIX_SPAWN_SETSIGMASK));
        List<String> variables = new ArrayList<>();
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        MemorySegment program = arena.allocateFrom(command.getFirst());
        MemorySegment words = strings(arena, command);
        MemorySegment settings = strings(arena, variables);
        MemorySegment processId = arena.allocate(Libc.INT);
        require("posix_spawn", state ->
                (int) SPAWN.invokeExact(state, processId, program, actions, attributes, words, settings));
        return processId.get(Libc.INT, 0);
    }

    /** Strings as C has them, with a null pointer at the end. */
    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        pointers.setAtIndex(ValueLayout.ADDRESS, texts.size(), MemorySegment.NULL);
        return pointers;
    }
}
