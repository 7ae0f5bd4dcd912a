package org.nbdscript.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.EnumSet;
import java.util.Set;
import org.nbdscript.api.Errno;

/**
 * {@code openat2(2)} with {@code RESOLVE_BENEATH}: opens a name in a directory and never anything outside of it,
 * whatever {@code ..}, absolute paths and symbolic links say.
 *
 * <p>Kernels before 5.6, and containers that hide the call, get {@code openat(2)} instead, which opens plain names only
 * and refuses every symbolic link.
 */
public final class OpenBeneath {
    private static final MethodHandle SYSCALL = Libc.function(
            "syscall",
            FunctionDescriptor.of(Libc.LONG, Libc.LONG, Libc.INT, Libc.POINTER, Libc.POINTER, Libc.LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle OPENAT = Libc.function(
            "openat",
            FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER, Libc.INT, Libc.INT),
            Linker.Option.firstVariadicArg(3));
    private static final long OPENAT2 = 437;
    private static final long RESOLVE_BENEATH_WITHOUT_MAGIC_LINKS = 0x08 | 0x02;
    private static final int OPEN_HOW_BYTES = 24;
    private static final int NO_MODE = 0;

    private OpenBeneath() {}

    /**
     * Opens a name in a directory.
     *
     * @param directory the descriptor of the directory
     * @param name relative to the directory
     * @param flags anything but {@link OpenFlag#CREATE}
     * @return the descriptor, to be given to {@link Close#close} once
     * @throws PosixException with {@code EXDEV} if the name leads out of the directory
     */
    public static int open(int directory, String name, Set<OpenFlag> flags) throws PosixException {
        if (name.indexOf('\0') >= 0) {
            // The kernel would take the part before it for the name.
            throw new PosixException("openat2", Errno.EINVAL.number(), "the name has a NUL in it", null);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(OPEN_HOW_BYTES, Long.BYTES);
            how.set(Libc.LONG, 0, OpenFlag.bits(flags));
            how.set(Libc.LONG, 16, RESOLVE_BENEATH_WITHOUT_MAGIC_LINKS);
            MemorySegment path = arena.allocateFrom(name);
            return (int) Libc.call("openat2", state ->
                    (long) SYSCALL.invokeExact(state, OPENAT2, directory, path, how, (long) OPEN_HOW_BYTES));
        } catch (PosixException e) {
            if (e.is(Errno.ENOSYS) || e.is(Errno.EPERM)) {
                return openPlainName(directory, name, flags);
            }
            throw e.about(name);
        }
    }

    static int openPlainName(int directory, String name, Set<OpenFlag> flags) throws PosixException {
        if (name.indexOf('/') >= 0 || "..".equals(name)) {
            throw new PosixException("openat", Errno.EXDEV.number(), name, null);
        }
        EnumSet<OpenFlag> withoutLinks = EnumSet.of(OpenFlag.NO_FOLLOW);
        withoutLinks.addAll(flags);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(name);
            int bits = OpenFlag.bits(withoutLinks);
            return (int) Libc.call("openat", state -> (int) OPENAT.invokeExact(state, directory, path, bits, NO_MODE));
        } catch (PosixException e) {
            throw e.about(name);
        }
    }
}
