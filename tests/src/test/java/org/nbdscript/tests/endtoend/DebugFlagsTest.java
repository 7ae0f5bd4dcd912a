package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script is told of the options that are for its messages, in each language. */
class DebugFlagsTest {
    @TempDir
    Path directory;

    private void assertTold(String file, String source) throws IOException {
        requires("nbdinfo");
        Files.writeString(directory.resolve(file), source);
        Command.Result result = Command.in(
                        directory,
                        nbdscript(),
                        "--name=first",
                        "-D",
                        "disk.log.level=3",
                        "-D",
                        "dsk.log.level=4",
                        file,
                        "--run",
                        "nbdinfo --size \"$uri\"")
                .run()
                .succeeds();
        assertThat(result.errors())
                .contains("the level of first is 3, and 0\n", "nothing here has a debug flag dsk.log.level")
                .doesNotContain("debug flag disk");
    }

    @Test
    void aScriptInJavaScriptIsToldDebugFlagsAndTheNameOfTheServer() throws IOException {
        assertTold("disk.js", """
                const level = nbdscript.debugFlag('disk.log_level');
                export function getSize() {
                  console.log(`the level of ${nbdscript.name()} is ${level}, and ${nbdscript.debugFlag('disk.none')}`);
                  return 512;
                }
                export function pread(buf) {}
                """);
    }

    @Test
    void aScriptInPythonIsToldDebugFlagsAndTheNameOfTheServer() throws IOException {
        assertTold("disk.py", """
                import nbdscript
                level = nbdscript.debug_flag('disk.log_level')
                def get_size():
                    print('the level of %s is %d, and %d' % (nbdscript.name(), level, nbdscript.debug_flag('disk.none')))
                    return 512
                def pread(buf): pass
                """);
    }

    @Test
    void aScriptInGroovyIsToldDebugFlagsAndTheNameOfTheServer() throws IOException {
        assertTold("disk.groovy", """
                level = nbdscript.debugFlag('disk.log_level')
                def getSize() {
                    println "the level of ${nbdscript.name()} is $level, and ${nbdscript.debugFlag('disk.none')}"
                    512
                }
                def pread(buf) {}
                """);
    }
}
