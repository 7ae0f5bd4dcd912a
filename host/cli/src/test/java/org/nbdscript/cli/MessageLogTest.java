package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageLogTest {
    @TempDir
    private Path directory;

    private MessageLog toFile(LogOptions.Format format, boolean verbose) {
        LogOptions options = LogOptions.parse(directory.resolve("log").toString());
        return MessageLog.of(options.withFormat(format), "disk", verbose);
    }

    private List<String> logged() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Test
    void aFileTakesAllMessagesWithTheirTimeAtItsEnd() throws IOException {
        Files.writeString(directory.resolve("log"), "before\n");
        MessageLog log = toFile(LogOptions.Format.TEXT, true);
        log.error("one\ntwo");
        log.warn("three");
        log.debug("four");
        log.print("five");
        String start = "\\d{4}-\\d\\d-\\d\\dT[^ ]+ nbdscript\\[disk\\]: ";
        assertThat(String.join("\n", logged()))
                .matches("before\n" + start + "error: one\n    two\n" + start + "warning: three\n" + start
                        + "debug: four\n" + start + "print: five");
    }

    @Test
    void debugMessagesAreLoggedOnlyIfTheyAreWanted() throws IOException {
        toFile(LogOptions.Format.TEXT, false).debug("x");
        assertThat(logged()).isEmpty();
    }

    @Test
    void aJsonLogHasOneLineAnEvent() throws IOException {
        toFile(LogOptions.Format.JSON, false).error("one\n  two \"quoted\" \\ \u0007\n");
        assertThat(logged())
                .singleElement()
                .asString()
                .matches("\\{\"time\":\"[0-9T:.-]+Z\",\"level\":\"error\",\"name\":\"disk\",\"pid\":\\d+,"
                        + "\"message\":\"one\\\\n  two \\\\\"quoted\\\\\" \\\\\\\\ \\\\\\\\x07\"\\}");
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        LogOptions options = LogOptions.parse(directory.resolve("no/log").toString());
        assertThatThrownBy(() -> MessageLog.of(options, "", false))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("--log: cannot open " + directory.resolve("no/log"));
    }

    @Test
    void errorsAreRedWhereThereIsColour() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        MessageTarget target = MessageTarget.stream(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
        target.write(MessageLevel.ERROR, List.of("x", "y"));
        target.write(MessageLevel.WARNING, List.of("größe"));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[31mx\ny\u001b[0m\ngröße\n");
    }
}
