package org.nbdscript.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.nbdscript.posix.Close;
import org.nbdscript.posix.Duplicate;
import org.nbdscript.posix.FileStatus;
import org.nbdscript.posix.Open;
import org.nbdscript.posix.OpenFlag;
import org.nbdscript.posix.PosixException;
import org.nbdscript.server.GivenConnection;

/**
 * {@code --single}: standard input and output are a client, and become out of reach for all else.
 *
 * @param client the connection
 * @param hasErrors whether there is a standard error that is not the client too, as it is under inetd
 */
record StandardStreams(GivenConnection client, boolean hasErrors) {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /**
     * Takes them. From now on standard input is empty, and what scripts or their processes print goes to standard
     * error.
     *
     * @throws StartException if they are not open
     */
    static StandardStreams take() {
        try {
            boolean hasErrors = !isSame(ERROR, INPUT) && !isSame(ERROR, OUTPUT);
            GivenConnection client = new GivenConnection(Duplicate.of(INPUT), Duplicate.of(OUTPUT), null);
            int nothing = Open.open(Path.of("/dev/null"), Set.of(OpenFlag.READ_WRITE));
            Duplicate.onto(nothing, INPUT);
            if (!hasErrors) {
                Duplicate.onto(nothing, ERROR);
            }
            Duplicate.onto(ERROR, OUTPUT);
            Close.close(nothing);
            return new StandardStreams(client, hasErrors);
        } catch (IOException e) {
            throw new StartException("--single: standard input and output cannot be used: " + e.getMessage(), e);
        }
    }

    /** Terminals and the null device take both all the same. */
    private static boolean isSame(int one, int other) throws PosixException {
        FileStatus status = FileStatus.of(one);
        return switch (status.kind()) {
            case SOCKET, FIFO, REGULAR -> status.equals(FileStatus.of(other));
            case CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, SYMBOLIC_LINK, OTHER -> false;
        };
    }

    /** What a script that is to come from standard input finds there. */
    static InputStream taken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("with --single standard input is the client");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
    }
}
