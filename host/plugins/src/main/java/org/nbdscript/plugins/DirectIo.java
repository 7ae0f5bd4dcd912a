package org.nbdscript.plugins;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nbdscript.api.BlockSize;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.BlockDevice;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.DirectIoAlignment;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.PosixException;

/** What has to be so that a file can be read and written past the page cache, by {@code O_DIRECT}. */
final class DirectIo {
    private static final int PAGE_BYTES = 4096;
    private static final int LARGEST_BLOCK = 65536;

    private DirectIo() {}

    /** The failure of a file that cannot be. */
    static NbdException unsupported(String why, @Nullable Throwable cause) {
        return new NbdException(Errno.ENOTSUP, "direct=true: " + why, cause);
    }

    /**
     * Fails if a file is there that can be opened, but not in this way. Whatever else is wrong, clients are told.
     *
     * @throws IllegalArgumentException which says why
     */
    static void check(Path path) {
        try {
            OpenFile file = OpenFile.open(flags -> Open.open(path, flags), true, true);
            try {
                blockSize(file);
            } finally {
                Close.close(file.descriptor());
            }
        } catch (NbdException e) {
            if (e.errno() == Errno.ENOTSUP) {
                throw new IllegalArgumentException(path + ": " + e.text(), e);
            }
        } catch (PosixException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * The requests that a file takes which is open for direct I/O.
     *
     * @throws NbdException with ENOTSUP if it takes none, or its size has a part of a block
     */
    static BlockSize blockSize(OpenFile file) throws PosixException {
        DirectIoAlignment told = DirectIoAlignment.of(file.descriptor());
        DirectIoAlignment alignment = told == null ? assumed(file) : told;
        int block = alignment.offsetBytes();
        int memory = alignment.memoryBytes();
        if (block == 0 || memory == 0) {
            throw unsupported("the file system has no direct I/O on this file", null);
        }
        if (block > LARGEST_BLOCK || memory > LARGEST_BLOCK) {
            throw unsupported(
                    "direct I/O on this file takes multiples of " + block + " bytes at multiples of " + memory
                            + " in memory; more than " + LARGEST_BLOCK + " cannot be served",
                    null);
        }
        if (file.size() % block != 0) {
            throw unsupported(
                    "direct I/O takes multiples of " + block + " bytes here, and the size, " + file.size()
                            + " bytes, is none",
                    null);
        }
        return new BlockSize(block, Math.max(block, PAGE_BYTES), BlockSize.UNLIMITED, memory);
    }

    /** Where the kernel does not tell: a page suits all file systems, and a device's own block that device. */
    private static DirectIoAlignment assumed(OpenFile file) throws PosixException {
        int block = file.isBlockDevice() ? BlockDevice.logicalBlockBytes(file.descriptor()) : PAGE_BYTES;
        return new DirectIoAlignment(PAGE_BYTES, block);
    }
}
