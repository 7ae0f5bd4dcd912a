package org.nbdscript.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the launcher runs to make the JVM's cache of a start: it does what most runs do, so that the cache has the
 * classes that they need, and no others. Its arguments are scripts with a parameter {@code size}; without any it serves
 * the plugins memory and file, and with the word {@value #BRIEF} it serves nothing, but prints help and the like.
 */
public final class StartTraining {
    private static final String BRIEF = "brief";

    private StartTraining() {}

    /** Runs it; ends with status 1 if one of the runs failed, since a cache of a failure is of no use. */
    public static void main(String... scripts) throws InterruptedException, IOException {
        PrintStream output = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        if (List.of(scripts).equals(List.of(BRIEF))) {
            runBriefly(output);
            System.exit(0);
        }
        if (scripts.length == 0) {
            serve(output, "memory", "1M");
            serveFile(output);
        }
        for (String script : scripts) {
            run(output, "--help", script);
            serve(output, script, "size=1M");
        }
        System.exit(0);
    }

    private static void runBriefly(PrintStream output) throws InterruptedException {
        run(output, "--version");
        run(output, "--help");
        run(output, "--help", "memory");
        run(output, "--dump-config");
        run(output, Completion.OPTION, "memory", "si");
    }

    /** Of a file that is a hole at first. */
    private static void serveFile(PrintStream output) throws InterruptedException, IOException {
        Path file = Files.createTempFile("nbdscript", ".img");
        try {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(1 << 20);
            }
            serve(output, "file", "file=" + file);
        } finally {
            Files.delete(file);
        }
    }

    private static void serve(PrintStream output, String plugin, String parameter) throws InterruptedException {
        run(output, plugin, parameter, "--run", clientCommand() + " \"$uri\"");
    }

    /** The client is another process, so that its classes do not come into the cache. */
    private static String clientCommand() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ShellQuote.quote(java) + " -cp " + ShellQuote.quote(System.getProperty("java.class.path")) + " "
                + TrainingClient.class.getName();
    }

    private static void run(PrintStream output, String... arguments) throws InterruptedException {
        if (Main.run(output, arguments) != ExitCode.SUCCESS.code()) {
            System.exit(ExitCode.FAILURE.code());
        }
    }
}
