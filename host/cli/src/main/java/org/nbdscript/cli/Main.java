package org.nbdscript.cli;

/** The entry point. */
public final class Main {
    private Main() {}

    /** Runs nbdscript; ends the process with one of the codes of {@link ExitCode}, or that of {@code --run}. */
    public static void main(String... arguments) throws InterruptedException {
        System.exit(Program.run(arguments));
    }
}
