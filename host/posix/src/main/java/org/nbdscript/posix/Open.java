package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Set;

/** {@code open(2)}: a file descriptor for a path. */
public final class Open {
    private static final MethodHandle OPEN = Libc.function(
            "open",
            FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT, Libc.INT),
            Linker.Option.firstVariadicArg(2));
    private static final int READABLE_AND_WRITABLE_BY_ALL = 0666;

    private Open() {}

    /**
     * Opens a path.
     *
     * @return the descriptor, to be given to {@link Close#close} once
     * @throws PosixException with the error, and the path in its message
     */
    public static int open(Path path, Set<OpenFlag> flags) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int bits = OpenFlag.bits(flags);
            return (int)
                    Libc.call("open", state -> (int) OPEN.invokeExact(state, name, bits, READABLE_AND_WRITABLE_BY_ALL));
        } catch (PosixException e) {
            throw e.about(path.toString());
        }
    }
}
