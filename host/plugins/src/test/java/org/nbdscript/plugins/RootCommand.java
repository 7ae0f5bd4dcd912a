package org.nbdscript.plugins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;

/** Runs a command that only root may run; the test is skipped, with the command's own words, where it fails. */
final class RootCommand {
    private RootCommand() {}

    /** The command's output without the last line end. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Assumptions.assumeTrue(
                process.waitFor() == 0, () -> "needs root for " + String.join(" ", command) + ": " + output);
        return output;
    }
}
