package org.nbdscript.posix;

import java.nio.file.Path;
import java.util.EnumSet;

/** A file open for reading and writing, closed at the end of a try block. */
record TemporaryFile(int descriptor) implements AutoCloseable {
    static TemporaryFile create(Path directory) throws PosixException {
        return new TemporaryFile(Open.open(
                directory.resolve("file"), EnumSet.of(OpenFlag.READ_WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE)));
    }

    @Override
    public void close() throws PosixException {
        Close.close(descriptor);
    }
}
