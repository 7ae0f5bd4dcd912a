package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptiveCommandTest {
    private static String outputOf(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.environment().put("port", "exported by the user");
        Process shell = builder.start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theShellHasTheVariablesAsTheyAre() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("uri", "nbd+unix:///a'b\"c$d`e?socket=x y");
        variables.put("port", "");
        String script = CaptiveCommand.script("printf '%s|%s|' \"$uri\" \"$port\"", variables);
        assertThat(outputOf(script)).isEqualTo("nbd+unix:///a'b\"c$d`e?socket=x y||");
    }

    @Test
    void theVariablesAreNotExported() throws IOException {
        String script =
                CaptiveCommand.script("sh -c 'printf \"%s|%s\" \"$uri\" \"$port\"'", Map.of("uri", "u", "port", "1"));
        assertThat(outputOf(script)).isEqualTo("|");
    }

    @Test
    void theExitCodeIsTheCommands() throws InterruptedException {
        assertThat(CaptiveCommand.start("exit 7", Map.of("uri", "u")).exitCode())
                .isEqualTo(7);
    }

    @Test
    void aSignalGives128AndItsNumber() throws InterruptedException {
        assertThat(CaptiveCommand.start("kill -TERM $$", Map.of("uri", "u")).exitCode())
                .isEqualTo(128 + 15);
    }
}
