package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgramHelpTest {
    /** A change of an option, its names or its default shows here, and belongs into docs/nbdscript.md as well. */
    @Test
    void theHelpOfTheOptionsIsThis() throws IOException {
        try (InputStream golden = ProgramHelpTest.class.getResourceAsStream("help.txt")) {
            assertThat(golden).isNotNull();
            assertThat(ProgramHelp.options()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void noLineIsWiderThanTheHelp() {
        assertThat(ProgramHelp.options().lines()).allMatch(line -> line.length() <= ProgramHelp.WIDTH);
    }
}
