package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorStreamTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ErrorStream stream(boolean coloured, boolean verbose) {
        return new ErrorStream(new PrintStream(bytes, true, StandardCharsets.UTF_8), coloured, verbose);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theLinesAfterTheFirstAreIndented() {
        stream(false, false).error("one\ntwo\n");
        assertThat(written()).isEqualTo("nbdscript: error: one\n    two\n");
    }

    @Test
    void errorsAreRedWhereThereIsColour() {
        stream(true, false).error("x");
        assertThat(written()).isEqualTo("\u001b[31mnbdscript: error: x\u001b[0m\n");
    }

    @Test
    void controlCharactersAreShownAndNotObeyed() {
        stream(false, false).warn("export \u001b[2Jname\r\t\u0007");
        assertThat(written()).isEqualTo("nbdscript: warning: export \\x1b[2Jname\\x0d\t\\x07\n");
    }

    @Test
    void debugMessagesAreShownWithTheTimeWhenVerbose() {
        stream(false, true).debug("x");
        assertThat(written()).matches("nbdscript: \\d\\d:\\d\\d:\\d\\d\\.\\d{3} debug: x\n");
    }

    @Test
    void debugMessagesAreNotShownElse() {
        stream(false, false).debug("x");
        assertThat(written()).isEmpty();
    }

    @Test
    void printedTextIsLeftAsItIs() {
        stream(true, false).print("größe");
        assertThat(written()).isEqualTo("größe\n");
    }
}
