package org.nbdscript.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command of {@code --run}. A shell runs it with our standard streams; variables of the shell, which are not
 * exported, tell it where the server is.
 */
final class CaptiveCommand {
    /** Waits for a line, which says that the command is to end. */
    private static final String ENDER = "read -r line && kill \"$1\"";

    private final Process process;

    /** Ends the command for us; null if we may do so ourselves. */
    private final @Nullable Process ender;

    private CaptiveCommand(Process process, @Nullable Process ender) {
        this.process = process;
        this.ender = ender;
    }

    /**
     * Starts a command.
     *
     * @param variables the shell's variables
     */
    static CaptiveCommand start(String command, Map<String, String> variables) {
        return new CaptiveCommand(shell(command, variables), null);
    }

    /**
     * Starts a command, as the user that this process is no more from now on: then it may not send the command a signal
     * any longer, so that somebody else has to.
     *
     * @param variables the shell's variables
     */
    static CaptiveCommand startBeforeChangeOfUser(String command, Map<String, String> variables) {
        Process process = shell(command, variables);
        try {
            Process ender = new ProcessBuilder("sh", "-c", ENDER, "sh", Long.toString(process.pid())).start();
            return new CaptiveCommand(process, ender);
        } catch (IOException e) {
            process.destroy();
            throw failure(e);
        }
    }

    private static Process shell(String command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script(command, variables)).inheritIO();
        builder.environment().remove(ExitWithParent.VARIABLE);
        try {
            return builder.start();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static StartException failure(IOException e) {
        return new StartException("--run: the shell cannot be started: " + e.getMessage(), e);
    }

    /** A variable that is exported already would stay so, hence the unset. */
    static String script(String command, Map<String, String> variables) {
        String assignments = variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + ShellQuote.always(variable.getValue()))
                .collect(Collectors.joining("; "));
        return "unset " + String.join(" ", List.copyOf(variables.keySet())) + "; " + assignments + "\n" + command;
    }

    /** The process of the shell. */
    Process process() {
        return process;
    }

    /** Asks the shell to end, by SIGTERM, if it has not ended. */
    void stop() {
        if (ender == null || !process.isAlive()) {
            process.destroy();
            return;
        }
        try (OutputStream line = ender.getOutputStream()) {
            line.write('\n');
        } catch (IOException e) {
            // It was asked before.
        }
    }

    /** Waits until it has ended: its exit code, or 128 and the number of the signal that ended it. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }
}
