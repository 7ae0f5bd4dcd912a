package org.nbdscript.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command of {@code --run}. A shell runs it with our standard streams; variables of the shell, which are not
 * exported, tell it where the server is.
 */
final class CaptiveCommand {
    private final Process process;

    private CaptiveCommand(Process process) {
        this.process = process;
    }

    /**
     * Has the JDK look, in the background, for the logger that it tells of each process: it looks in all jars, which
     * takes as long as the rest of a start.
     */
    static void prepare() {
        Thread.ofPlatform().daemon().name("nbd-command").start(() -> System.getLogger("java.lang.ProcessBuilder"));
    }

    /**
     * Starts a command.
     *
     * @param variables the shell's variables
     */
    static CaptiveCommand start(String command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script(command, variables)).inheritIO();
        builder.environment().remove(ExitWithParent.VARIABLE);
        try {
            return new CaptiveCommand(builder.start());
        } catch (IOException e) {
            throw new StartException("--run: the shell cannot be started: " + e.getMessage(), e);
        }
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

    /** Waits until it has ended: its exit code, or 128 and the number of the signal that ended it. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }
}
