package org.nbdscript.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.nbdscript.tests.endtoend.Installation;

/**
 * Runs the documentation. A block marked {@code console} has commands after {@code $} and what they print, where an
 * ellipsis (…) stands for anything; a line that ends with a backslash goes on in the next. A block marked with a file's
 * name, such as {@code js title=disk.js}, is written to that file. A page's blocks run in one directory, in their
 * order.
 */
class DocumentationTest {
    private static final Pattern FENCE = Pattern.compile("^```(\\w+)?(?: title=(\\S+))?\\s*$");

    /** What timeout(1) returns when it has ended a command. */
    private static final int TIMED_OUT = 124;

    @TempDir
    Path directory;

    private record Step(String language, String title, List<String> lines, int line) {}

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> everyCommandOfAPagePrintsWhatThePageShows() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Installation.directory().resolve("README.md")));
        try (Stream<Path> docs = Files.list(Installation.directory().resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages.stream()
                .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> run(page)));
    }

    private void run(Path page) throws IOException, InterruptedException {
        Path work = Files.createDirectory(directory.resolve(page.getFileName().toString()));
        Files.createSymbolicLink(
                work.resolve("sample-scripts"), Installation.directory().resolve("sample-scripts"));
        Files.createSymbolicLink(
                work.resolve("nbdscript"), Installation.directory().resolve("nbdscript"));
        for (Step step : steps(Files.readAllLines(page))) {
            if (!step.title.isEmpty()) {
                Files.write(work.resolve(step.title), step.lines);
            } else if (step.language.equals("console")) {
                runCommands(page, work, step);
            }
        }
    }

    private static List<Step> steps(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        Step open = null;
        for (int i = 0; i < lines.size(); i++) {
            var fence = FENCE.matcher(lines.get(i));
            if (open == null && fence.matches()) {
                String language = fence.group(1) == null ? "" : fence.group(1);
                open = new Step(language, fence.group(2) == null ? "" : fence.group(2), new ArrayList<>(), i + 1);
            } else if (open != null && lines.get(i).startsWith("```")) {
                steps.add(open);
                open = null;
            } else if (open != null) {
                open.lines.add(lines.get(i));
            }
        }
        return steps;
    }

    private void runCommands(Path page, Path work, Step step) throws IOException, InterruptedException {
        List<String> lines = step.lines;
        for (int i = 0; i < lines.size(); ) {
            assertThat(lines.get(i)).as("%s:%d", page, step.line + 1 + i).startsWith("$ ");
            int first = i;
            StringBuilder command = new StringBuilder(lines.get(i++).substring(2));
            while (command.toString().endsWith("\\")) {
                command.append('\n').append(lines.get(i++));
            }
            List<String> expected = new ArrayList<>();
            while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
                expected.add(lines.get(i++));
            }
            String where = page.getFileName() + ":" + (step.line + 1 + first);
            check(where, command.toString(), expected, output(where, work, command.toString()));
        }
    }

    private static String output(String where, Path work, String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("timeout", "120", "bash", "-c", command)
                .directory(work.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        // Nearly all of these servers live for a second, of which the JVM's second compiler would take a third.
        builder.environment().put("NBDSCRIPT_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (old, more) -> more + ":" + old);
        Process process = builder.start();
        // A pipe, as a terminal is no file either: nbdcopy writes a file from its start, over what was printed before.
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s ends in time: %s", where, command).isNotEqualTo(TIMED_OUT);
        return output;
    }

    private static void check(String where, String command, List<String> expected, String output) {
        if (!expected.isEmpty()) {
            Pattern pattern = Pattern.compile(
                    Pattern.quote(String.join("\n", expected).strip()).replace("…", "\\E.*\\Q"), Pattern.DOTALL);
            assertThat(output.strip()).as("%s: %s", where, command).matches(pattern);
        }
    }
}
