package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** {@code chdir(2)}. */
public final class Chdir {
    private static final MethodHandle CHDIR =
            Libc.function("chdir", FunctionDescriptor.of(Libc.INT, ValueLayout.ADDRESS));

    private Chdir() {}

    /**
     * Changes the working directory of the process. Java's {@code user.dir} stays, and so do relative paths of
     * {@code java.nio.file} if the JVM was started with {@code -Dsun.nio.fs.chdirAllowed=true}; those of
     * {@code java.io}, and processes that are started without a directory of their own, go by the new one.
     */
    public static void to(Path directory) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(directory.toString());
            Libc.call("chdir " + directory, state -> (int) CHDIR.invokeExact(state, path));
        }
    }
}
