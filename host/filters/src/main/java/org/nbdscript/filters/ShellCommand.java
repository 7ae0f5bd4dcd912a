package org.nbdscript.filters;

import java.nio.file.Path;

/** Lines for the shell. */
final class ShellCommand {
    private ShellCommand() {}

    /** A process that runs a line where the server was started, also after {@code --daemon} has left that directory. */
    static ProcessBuilder of(String line) {
        return new ProcessBuilder("/bin/sh", "-c", line)
                .directory(Path.of("").toAbsolutePath().toFile());
    }
}
