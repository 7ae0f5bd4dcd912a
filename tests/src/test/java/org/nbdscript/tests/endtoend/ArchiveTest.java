package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is unpacked elsewhere has what man and the shells look for. */
class ArchiveTest {
    @TempDir
    Path directory;

    @BeforeEach
    void unpack() throws IOException {
        Path built = Installation.directory().resolve("host/cli/target");
        try (Stream<Path> files = Files.list(built)) {
            Path archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElse(null);
            assumeTrue(archive != null, "no archive in " + built + ": mvn -Dquick makes none");
            Command.in(directory, "tar", "-xzf", archive.toString(), "--strip-components=1", "--wildcards", "*/share/*")
                    .run()
                    .succeeds();
        }
    }

    @Test
    void theManualPageIsOneThatGroffTakesWithoutAWarning() {
        requires("groff");
        Command.Result page = Command.shell(directory, "groff -ww -man -Tutf8 share/man/man1/nbdscript.1")
                .succeeds();
        assertThat(page.errors()).isEmpty();
        assertThat(page.output()).contains("nbdscript", "--filter", "--unix");
    }

    @Test
    void theCompletionsAreWhatTheProgramPrints() throws IOException {
        for (String shell : new String[] {"bash", "zsh", "fish"}) {
            String printed = Command.in(directory, Installation.nbdscript(), "--completion=" + shell)
                    .run()
                    .succeeds()
                    .output();
            String file = switch (shell) {
                case "bash" -> "bash-completion/completions/nbdscript";
                case "zsh" -> "zsh/site-functions/_nbdscript";
                default -> "fish/vendor_completions.d/nbdscript.fish";
            };
            assertThat(Files.readString(directory.resolve("share").resolve(file)))
                    .as(file)
                    .isNotBlank()
                    .isEqualTo(printed);
        }
    }
}
