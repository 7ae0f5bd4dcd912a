package org.nbdscript.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the launcher runs to make the JVM's cache of a start: it does what most runs do, so that the cache has the
 * classes that they need, and no others. Its arguments are scripts with a parameter {@code size}; without any it serves
 * the plugins memory and file, with the word {@value #TLS} the plugin memory over TLS, and with the word
 * {@value #BRIEF} it serves nothing, but prints help and the like.
 */
public final class StartTraining {
    private static final String BRIEF = "brief";
    private static final String TLS = "tls";

    private StartTraining() {}

    /** Runs it; ends with status 1 if one of the runs failed, since a cache of a failure is of no use. */
    public static void main(String... scripts) throws InterruptedException, IOException {
        PrintStream output = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        switch (scripts.length == 0 ? "" : scripts[0]) {
            case "" -> {
                serve(output, "memory", "1M");
                serveFile(output);
            }
            case BRIEF -> runBriefly(output);
            case TLS -> serveOverTls(output);
            default -> runScripts(output, scripts);
        }
        System.exit(0);
    }

    private static void runScripts(PrintStream output, String... scripts) throws InterruptedException {
        for (String script : scripts) {
            run(output, "--help", script);
            serve(output, script, "size=1M");
        }
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

    private static void serveOverTls(PrintStream output) throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("nbdscript");
        try {
            Process init = new ProcessBuilder(
                            "sh", "-c", command(Main.class) + " tls init \"$1\"", "sh", directory.toString())
                    .inheritIO()
                    .start();
            if (init.waitFor() != 0) {
                System.exit(ExitCode.FAILURE.code());
            }
            serve(output, "--tls=require", "--tls-certificates=" + directory, "memory", "1M");
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private static void serve(PrintStream output, String... words) throws InterruptedException {
        run(
                output,
                Stream.concat(Stream.of(words), Stream.of("--run", command(TrainingClient.class) + " \"$uri\""))
                        .toArray(String[]::new));
    }

    /** Runs it in another process, so that the classes that it needs do not come into the cache. */
    private static String command(Class<?> program) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ShellQuote.quote(java) + " -cp " + ShellQuote.quote(System.getProperty("java.class.path")) + " "
                + program.getName();
    }

    private static void run(PrintStream output, String... arguments) throws InterruptedException {
        if (Main.run(output, arguments) != ExitCode.SUCCESS.code()) {
            System.exit(ExitCode.FAILURE.code());
        }
    }
}
