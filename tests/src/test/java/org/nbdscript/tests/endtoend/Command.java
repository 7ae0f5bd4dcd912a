package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that runs to its end, with what it printed. */
final class Command {
    private static final long LONGEST_SECONDS = 300;

    private final List<String> words = new ArrayList<>();
    private final Path directory;

    private Command(Path directory) {
        this.directory = directory;
    }

    /** What a command left behind. */
    record Result(List<String> words, int exitCode, String output, String errors) {
        /** Fails with all that the command printed unless it ended with 0. */
        Result succeeds() {
            return endsWith(0);
        }

        Result endsWith(int code) {
            assertThat(exitCode)
                    .as("exit code of %s%n%s%n%s", words, output, errors)
                    .isEqualTo(code);
            return this;
        }
    }

    /** A program with arguments, run in a directory. */
    static Command in(Path directory, String... words) {
        Command command = new Command(directory);
        command.words.addAll(List.of(words));
        return command;
    }

    /** A line for the shell. */
    static Result shell(Path directory, String line) {
        return in(directory, "bash", "-euo", "pipefail", "-c", line).run();
    }

    Result run() {
        try {
            Path output = Files.createTempFile(directory, "output", ".txt");
            Path errors = Files.createTempFile(directory, "errors", ".txt");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            prepare(builder.environment());
            Process process = builder.start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        words + " did not end in " + LONGEST_SECONDS + " s: " + Files.readString(errors));
            }
            return new Result(words, process.exitValue(), Files.readString(output), Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sees to it that Debian's own Python runs nbdsh. */
    static void prepare(Map<String, String> environment) {
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin:" + environment.get("PATH"));
    }
}
