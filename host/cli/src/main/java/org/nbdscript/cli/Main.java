package org.nbdscript.cli;

import java.io.PrintStream;

/** The entry point. */
public final class Main {
    private Main() {}

    /** Runs nbdscript; ends the process with one of the codes of {@link ExitCode}, or that of {@code --run}. */
    public static void main(String... arguments) throws InterruptedException {
        // Standard output is for what the user asked for. What the code of plugins prints there is shown with the
        // messages.
        PrintStream output = System.out;
        System.setOut(System.err);
        System.exit(Program.run(output, arguments));
    }
}
