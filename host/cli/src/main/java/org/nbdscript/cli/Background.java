package org.nbdscript.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nbdscript.posix.Chdir;
import org.nbdscript.posix.PosixException;
import org.nbdscript.posix.Setsid;

/**
 * {@code --daemon}. A JVM cannot fork, so the process starts itself once more and stays until that copy is ready or has
 * failed. The copy has the terminal, the working directory and standard error of the user until it is ready; then it
 * leaves them, so that the user's file systems can be unmounted. What it prints on standard output comes through a
 * pipe, and a NUL there says that it is ready.
 */
final class Background {
    /** Holds the process id of the parent in the environment of the copy. */
    private static final String VARIABLE = "NBDSCRIPT_BACKGROUND";

    /** Relative paths of java.nio.file are what they were when the process changes its directory. */
    private static final String KEEPS_RELATIVE_PATHS = "-Dsun.nio.fs.chdirAllowed=true";

    private static final char READY = '\0';

    private Background() {}

    /** Whether this process is the copy. A process that a script of the copy starts is not. */
    static boolean isCopy() {
        String parent = System.getenv(VARIABLE);
        return parent != null
                && ProcessHandle.current()
                        .parent()
                        .map(handle -> Long.toString(handle.pid()).equals(parent))
                        .orElse(false);
    }

    /**
     * Starts the copy and waits until it is ready or has ended.
     *
     * @return the exit code for this process
     */
    static int startCopy(PrintStream output) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(commandLine())
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment()
                    .put(VARIABLE, Long.toString(ProcessHandle.current().pid()));
            Process copy = builder.start();
            return passOutput(copy.getInputStream(), output) ? ExitCode.SUCCESS.code() : copy.waitFor();
        } catch (IOException e) {
            throw new StartException("--daemon: the process in the background cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> commandLine() throws IOException {
        String words = Files.readString(Path.of("/proc/self/cmdline"));
        List<String> line =
                new ArrayList<>(List.of(words.substring(0, words.length() - 1).split("\0", -1)));
        line.add(1, KEEPS_RELATIVE_PATHS);
        return line;
    }

    private static boolean passOutput(InputStream copy, PrintStream output) throws IOException {
        int character;
        while ((character = copy.read()) >= 0) {
            if (character == READY) {
                output.flush();
                return true;
            }
            output.write(character);
        }
        output.flush();
        return false;
    }

    /**
     * Leaves the terminal, and tells the process that waits for it by the copy's standard output. Called in the copy.
     *
     * @param leavesDirectory false if there is somebody to whom relative paths would not mean what they did
     * @param log told that standard error is closed, if it is
     */
    static void detach(boolean leavesDirectory, PrintStream output, MessageLog log) {
        try {
            Setsid.newSession();
            if (leavesDirectory) {
                Chdir.to(Path.of("/"));
            }
        } catch (PosixException e) {
            throw new StartException("--daemon: " + e.getMessage(), e);
        }
        output.write(READY);
        output.close();
        try {
            System.in.close();
        } catch (IOException e) {
            throw new StartException("--daemon: standard input cannot be closed: " + e.getMessage(), e);
        }
        // Whoever reads a pipe of ours waits for its end; a file takes the messages on.
        if (!Files.isRegularFile(Path.of("/proc/self/fd/2"))) {
            log.standardErrorIsGone();
            System.err.close();
        }
    }
}
