package org.nbdscript.plugins;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.BlockDevice;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.FileStatus;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;

/**
 * An open regular file or block device.
 *
 * @param descriptor to be closed by whoever has this
 * @param isBlockDevice what it is
 * @param canWrite whether it is open for writing
 * @param size in bytes, when it was opened
 */
record OpenFile(int descriptor, boolean isBlockDevice, boolean canWrite, long size) {
    /** What these errors forbid is writing; reading may be allowed. */
    private static final Set<Errno> NOT_WRITABLE = EnumSet.of(Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ETXTBSY);

    /** Opens a file, wherever it is, with these flags. */
    @FunctionalInterface
    interface Opener {
        int open(Set<OpenFlag> flags) throws PosixException;
    }

    /** Something to do with an open file. */
    @FunctionalInterface
    interface Use<T> {
        T apply(int descriptor) throws PosixException;
    }

    /**
     * Opens a file for reading and writing if that is wanted and allowed, else for reading.
     *
     * @param direct past the page cache
     * @throws NbdException if it cannot be opened; with ENOTSUP if it could, but not past the page cache
     */
    static OpenFile open(Opener opener, boolean readOnly, boolean direct) {
        try {
            if (!readOnly) {
                try {
                    return describe(opener.open(flags(OpenFlag.READ_WRITE, direct)), true);
                } catch (PosixException e) {
                    if (NOT_WRITABLE.stream().noneMatch(e::is)) {
                        throw e;
                    }
                }
            }
            return describe(opener.open(flags(OpenFlag.READ_ONLY, direct)), false);
        } catch (PosixException e) {
            if (direct && e.is(Errno.EINVAL)) {
                throw DirectIo.unsupported("the file system has no direct I/O: " + e.getMessage(), e);
            }
            throw FileFailure.of(e);
        }
    }

    /** A FIFO, or a device that is not ready, must not make a client wait. */
    private static Set<OpenFlag> flags(OpenFlag access, boolean direct) {
        Set<OpenFlag> flags = EnumSet.of(access, OpenFlag.NON_BLOCKING, OpenFlag.NO_CONTROLLING_TERMINAL);
        if (direct) {
            flags.add(OpenFlag.DIRECT);
        }
        return flags;
    }

    private static OpenFile describe(int descriptor, boolean canWrite) throws PosixException {
        try {
            FileStatus status = FileStatus.of(descriptor);
            if (!canBeDisk(status)) {
                throw new NbdException(
                        Errno.ENOENT,
                        "no such export: it is a " + describe(status.kind()) + ", not a file or block device");
            }
            boolean isBlockDevice = status.kind() == FileStatus.Kind.BLOCK_DEVICE;
            long size = isBlockDevice ? BlockDevice.size(descriptor) : status.size();
            return new OpenFile(descriptor, isBlockDevice, canWrite, size);
        } catch (PosixException | RuntimeException e) {
            Close.close(descriptor);
            throw e;
        }
    }

    /** Whether it is something that has a size and can be read at any offset. */
    static boolean canBeDisk(FileStatus status) {
        return status.kind() == FileStatus.Kind.REGULAR || status.kind() == FileStatus.Kind.BLOCK_DEVICE;
    }

    /** The kind for people, such as "character device". */
    static String describe(FileStatus.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Does something with a descriptor and closes it. */
    static <T> T use(int descriptor, Use<T> use) throws PosixException {
        try {
            return use.apply(descriptor);
        } finally {
            Close.close(descriptor);
        }
    }
}
