package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shells themselves complete command lines, by what {@code --completion} prints. */
class CompletionTest {
    @TempDir
    Path directory;

    @BeforeEach
    void aScript() throws IOException {
        Files.writeString(directory.resolve("disk.py"), """
                parameters = {
                    'colour': dict(type='enum', choices=['red', 'green', 'blue']),
                    'count': dict(type='int', default=1),
                    'quick': dict(type='bool', default=False),
                    'source': dict(type='path'),
                }
                def get_size(): return 512
                def pread(buf): pass
                """);
        Files.createDirectory(directory.resolve("bin"));
        Path command = directory.resolve("bin/nbdscript");
        Files.writeString(command, "#!/bin/sh\nexec " + nbdscript() + " \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> bash(String line) {
        return shell(
                "bash",
                "eval \"$(nbdscript --completion=bash)\"; COMP_LINE='%s'; COMP_POINT=${#COMP_LINE};"
                        + " _nbdscript; printf '%%s\\n' \"${COMPREPLY[@]}\"",
                line);
    }

    private List<String> shell(String shell, String program, String line) {
        return Command.shell(
                        directory,
                        "PATH=$PWD/bin:$PATH " + shell + " -c '"
                                + program.formatted(line).replace("'", "'\\''") + "'")
                .succeeds()
                .output()
                .lines()
                .toList();
    }

    @Test
    void bashCompletesOptionsAndTheirValues() {
        assertThat(bash("nbdscript --log")).containsExactlyInAnyOrder("--log=", "--log-format=");
        assertThat(bash("nbdscript --log-format=")).containsExactlyInAnyOrder("text", "json");
        assertThat(bash("nbdscript -u roo")).containsExactly("root");
    }

    @Test
    void bashCompletesPluginsAndFiles() {
        assertThat(bash("nbdscript mem")).containsExactly("memory");
        assertThat(bash("nbdscript python di")).containsExactly("disk.py");
        assertThat(bash("nbdscript d")).containsExactly("disk.py");
    }

    @Test
    void bashCompletesTheParametersOfTheScriptAndTheirValues() {
        assertThat(bash("nbdscript -r disk.py ")).contains("colour=", "count=", "quick=", "source=");
        assertThat(bash("nbdscript disk.py colour=red co")).containsExactly("count=");
        assertThat(bash("nbdscript disk.py colour=")).containsExactlyInAnyOrder("red", "green", "blue");
        assertThat(bash("nbdscript disk.py quick=t")).containsExactly("true");
        assertThat(bash("nbdscript disk.py source=di")).containsExactly("disk.py");
    }

    @Test
    void zshCompletesTheSame() {
        requires("zsh");
        String program = "eval \"$(nbdscript --completion=zsh)\"; compadd() { print -l -- ${@[-1]} }; compset() { :; };"
                + " _files() { print -l -- FILES }; words=(${=:-%s}); CURRENT=$#words; _nbdscript";
        assertThat(shell("zsh", program, "nbdscript disk.py co")).containsExactly("colour=", "count=");
        assertThat(shell("zsh", program, "nbdscript disk.py colour=g")).containsExactly("colour=green");
        assertThat(shell("zsh", program, "nbdscript disk.py source=d")).containsExactly("FILES");
        assertThat(shell("zsh", program, "nbdscript --log")).contains("--log=", "--log-format=");
    }

    @Test
    void fishCompletesTheSame() {
        requires("fish");
        String program = "nbdscript --completion=fish | source; complete -C \"%s\"";
        assertThat(shell("fish", program, "nbdscript disk.py co")).containsExactlyInAnyOrder("colour=", "count=");
        assertThat(shell("fish", program, "nbdscript disk.py colour=g")).containsExactly("colour=green");
        assertThat(shell("fish", program, "nbdscript disk.py source=di")).containsExactly("source=disk.py");
        assertThat(shell("fish", program, "nbdscript --log-f")).containsExactly("--log-format=");
    }

    @Test
    void theManualPageIsValidRoff() {
        requires("groff");
        Command.Result page = Command.shell(
                        directory, nbdscript() + " --manual | groff -man -ww -Tutf8 -rLL=100n | col -bx")
                .succeeds();
        assertThat(page.errors()).isEmpty();
        assertThat(page.output()).contains("NBDSCRIPT(1)", "-U, --unix=SOCKET", "EXIT CODES");
    }

    @Test
    void programsLearnOptionsAndConfiguration() {
        assertThat(Command.shell(directory, nbdscript() + " --long-options")
                        .succeeds()
                        .output()
                        .lines())
                .contains("--long-options", "--port", "--unix")
                .allMatch(name -> name.startsWith("--"));
        assertThat(Command.shell(directory, nbdscript() + " --short-options")
                        .succeeds()
                        .output()
                        .lines())
                .contains("-p", "-U")
                .allMatch(name -> name.matches("-[a-zA-Z0-9]"));
        assertThat(Command.shell(directory, nbdscript() + " --dump-config")
                        .succeeds()
                        .output())
                .contains("name=nbdscript\n", "languages=", "plugins=", "version_major=0\n");
    }

    @Test
    void parametersComeFromAFile() throws IOException {
        requires("nbdinfo");
        Files.writeString(directory.resolve("disk.conf"), "# how large\nsize=3M\n");
        assertThat(Command.shell(directory, nbdscript() + " memory @./disk.conf --run 'nbdinfo --size \"$uri\"'")
                        .succeeds()
                        .output())
                .isEqualTo("3145728\n");
    }
}
