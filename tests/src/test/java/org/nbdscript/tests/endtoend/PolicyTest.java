package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.tests.endtoend.Installation.Language;

/** The filter {@code policy}, whose script can do nothing but judge. */
class PolicyTest {
    private static final String CLIENT = """
            h.set_strict_mode(0)
            def said(call):
                try:
                    call()
                    return "done"
                except nbd.Error as e:
                    return e.errno or "gone"
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needNbdsh() {
        requires("nbdsh");
    }

    private Command.Result run(String options, String client) throws IOException {
        Files.writeString(directory.resolve("client.py"), CLIENT + client);
        return Command.shell(
                directory, nbdscript() + " " + options + " --run 'nbdsh -u \"$uri\" -c - <client.py' 2>&1");
    }

    @Test
    void aScriptsVerdictsReachTheClientAndALoopInItHarmsNobody() throws IOException {
        Files.writeString(directory.resolve("allow.js"), """
                function allow({ command, offset, length }) {
                    if (offset === 4096) { for (;;) {} }
                    if (command === 'write') { return length <= 512 ? true : 'ENOSPC'; }
                    return offset % 512 === 0;
                }
                """);
        String output = run("--filter=policy memory 1M policy-script=allow.js", """
                        print(said(lambda: h.pread(512, 0)), said(lambda: h.pread(512, 1)),
                              said(lambda: h.pread(512, 4096)), said(lambda: h.pwrite(bytes(512), 0)),
                              said(lambda: h.pwrite(bytes(1024), 0)), said(lambda: h.pread(512, 512)))
                        """)
                .succeeds()
                .output();
        assertThat(output).contains("done EPERM EIO done ENOSPC done\n").contains("allow.js:2");
    }

    @Test
    void aRuleDropsTheClientThatBreaksIt() throws IOException {
        String output = run("--filter=policy memory 1M rule=\"drop write touches=0-511\"", """
                        print(said(lambda: h.pwrite(bytes(512), 512)), said(lambda: h.pwrite(bytes(512), 0)))
                        print(h.aio_is_dead() or h.aio_is_closed())
                        """)
                .succeeds()
                .output();
        assertThat(output).containsPattern("done (ENOTCONN|ESHUTDOWN|gone)\nTrue\n");
    }

    @Test
    void aScriptInALanguageThatCannotBeConfinedIsRefusedAtTheStart() {
        assertThat(Command.shell(
                                directory,
                                nbdscript() + " --filter=policy memory 1M policy-script="
                                        + sample(Language.PYTHON, "ramdisk") + " --run true 2>&1")
                        .endsWith(1)
                        .output())
                .contains("cannot be confined");
    }
}
