package org.nbdscript.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file that {@code --pidfile} names. That it is there tells others that the server is ready, so it comes whole: it
 * is written beside its place and moved. It stays when the server ends, as nbdkit's does.
 */
final class PidFile {
    private PidFile() {}

    /**
     * Writes the id of this process, and a newline.
     *
     * @throws StartException if it cannot be written
     */
    static void write(Path file) {
        String text = ProcessHandle.current().pid() + "\n";
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.writeString(file, text); // a pipe or a terminal is not to be replaced
                return;
            }
            Path beside = Path.of(file + ".new");
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException("--pidfile: " + file + " cannot be written: " + IoProblem.reason(e), e);
        }
    }
}
