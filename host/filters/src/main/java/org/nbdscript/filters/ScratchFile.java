package org.nbdscript.filters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.Fallocate;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Pread;
import org.nbdscript.posix.Pwrite;

/**
 * A file without a name, which is gone when the server ends. What was not written reads as zeroes. For any number of
 * threads.
 */
final class ScratchFile implements AutoCloseable {
    private static final Path USUAL_DIRECTORY = Path.of("/var/tmp");

    private final int descriptor;

    private ScratchFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Makes one in the directory that the environment's TMPDIR names, else in /var/tmp.
     *
     * @throws NbdException with the errno that it failed with
     */
    static ScratchFile create() {
        String directory = System.getenv("TMPDIR");
        return create(directory == null ? USUAL_DIRECTORY : Path.of(directory));
    }

    /** Makes one in this directory. */
    static ScratchFile create(Path directory) {
        try {
            Path path = Files.createTempFile(directory, "nbdscript", ".scratch");
            try {
                return new ScratchFile(Open.open(path, EnumSet.of(OpenFlag.READ_WRITE)));
            } finally {
                Files.delete(path);
            }
        } catch (PosixException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new NbdException(Errno.EIO, "a temporary file cannot be made in " + directory + ": " + e, e);
        }
    }

    /** Reads a range into the rest of a buffer, whose position stays. */
    void read(ByteBuffer target, long offset) {
        ByteBuffer rest = target.slice();
        try {
            while (rest.hasRemaining()) {
                if (Pread.read(descriptor, rest, offset + rest.position()) == 0) {
                    Zeroes.fill(rest);
                }
            }
        } catch (PosixException e) {
            throw failure(e);
        }
    }

    /** Writes the rest of a buffer, whose position stays. */
    void write(ByteBuffer data, long offset) {
        ByteBuffer rest = data.slice();
        try {
            while (rest.hasRemaining()) {
                Pwrite.write(descriptor, rest, offset + rest.position());
            }
        } catch (PosixException e) {
            throw failure(e);
        }
    }

    /** Gives the space of a range back, where the file system can; it reads as zeroes from now on. */
    void discard(long offset, long length) {
        try {
            Fallocate.punchHole(descriptor, offset, length);
        } catch (PosixException e) {
            if (!e.is(Errno.ENOTSUP)) {
                throw failure(e);
            }
            writeZeroes(offset, length);
        }
    }

    private void writeZeroes(long offset, long length) {
        ByteBuffer zeroes = Zeroes.of(length);
        for (long done = 0; done < length; done += zeroes.remaining()) {
            zeroes.limit((int) Math.min(zeroes.capacity(), length - done));
            write(zeroes, offset + done);
        }
    }

    private static NbdException failure(PosixException e) {
        return new NbdException(e.errno(), "temporary file: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            Close.close(descriptor);
        } catch (PosixException e) {
            throw failure(e);
        }
    }
}
