package org.nbdscript.posix;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * {@code fallocate(2)}: gives space to a range of a file or takes it away. The size of the file never changes.
 *
 * <p>All fail with {@code ENOTSUP} where the file system cannot do it.
 */
public final class Fallocate {
    private static final MethodHandle FALLOCATE =
            Libc.function("fallocate", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.LONG, Libc.LONG));
    private static final int KEEP_SIZE = 0x01;
    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;

    private Fallocate() {}

    /** Reserves space for a range, whose bytes keep what they have; {@code ENOSPC} if there is not enough. */
    public static void reserve(int descriptor, long offset, long length) throws PosixException {
        allocate(descriptor, KEEP_SIZE, offset, length);
    }

    /** Gives the space of a range back; it reads as zeroes then. */
    public static void punchHole(int descriptor, long offset, long length) throws PosixException {
        allocate(descriptor, PUNCH_HOLE | KEEP_SIZE, offset, length);
    }

    /** Makes a range read as zeroes and keeps space reserved for it. */
    public static void zeroRange(int descriptor, long offset, long length) throws PosixException {
        allocate(descriptor, ZERO_RANGE | KEEP_SIZE, offset, length);
    }

    private static void allocate(int descriptor, int mode, long offset, long length) throws PosixException {
        Libc.call("fallocate", state -> (int) FALLOCATE.invokeExact(state, descriptor, mode, offset, length));
    }
}
