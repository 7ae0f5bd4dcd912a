package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFormatTest {
    private final TextFormat text = new TextFormat("nbdscript: ", TextFormat.Time.DEBUG);

    @ParameterizedTest
    @ValueSource(
            strings = {"no disk", "no disk\n", "no disk\n\n", "\nno disk", "no disk\r\n", "no disk \r", "\r\n\n no disk"
            })
    void newlinesAtTheEndsOfAMessageMakeNoDifference(String message) {
        assertThat(text.lines(MessageLevel.ERROR, message.replace("\n no", "\nno")))
                .containsExactly("nbdscript: error: no disk");
    }

    @Test
    void theLinesAfterTheFirstAreIndentedAndKeepTheirOwnIndentation() {
        assertThat(text.lines(MessageLevel.ERROR, "Traceback:\n  disk.py:3\r\n\n    x = y\nNameError\n"))
                .containsExactly("nbdscript: error: Traceback:", "      disk.py:3", "        x = y", "    NameError");
    }

    @Test
    void controlCharactersAreShownAndNotObeyed() {
        assertThat(text.lines(MessageLevel.WARNING, "export \u001b[2Jname\t\u0007"))
                .containsExactly("nbdscript: warning: export \\x1b[2Jname\t\\x07");
    }

    @Test
    void debugMessagesHaveTheirTime() {
        assertThat(text.lines(MessageLevel.DEBUG, "x"))
                .singleElement()
                .asString()
                .matches("nbdscript: \\d\\d:\\d\\d:\\d\\d\\.\\d{3} debug: x");
    }

    @Test
    void whatAScriptPrintsIsLeftAsItIs() {
        assertThat(text.lines(MessageLevel.PRINT, "\u001b[1mgröße")).containsExactly("\u001b[1mgröße");
    }

    @Test
    void anEmptyMessageIsALineAllTheSame() {
        assertThat(text.lines(MessageLevel.ERROR, "\n")).containsExactly("nbdscript: error: ");
    }

    @Test
    void jsonSaysTimeLevelProcessAndMessage() {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.6789Z"));
        List<String> lines = new JsonFormat("", 7, clock).lines(MessageLevel.WARNING, "a\tb\n\n\"größe\" \ud800\n");
        assertThat(lines)
                .containsExactly("{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"warning\",\"pid\":7,"
                        + "\"message\":\"a\\tb\\n\\\"größe\\\" \\ud800\"}");
    }
}
