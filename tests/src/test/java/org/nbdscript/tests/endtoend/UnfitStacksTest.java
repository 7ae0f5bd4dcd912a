package org.nbdscript.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nbdscript.tests.endtoend.Installation.nbdscript;
import static org.nbdscript.tests.endtoend.Installation.requires;
import static org.nbdscript.tests.endtoend.Installation.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.tests.endtoend.Installation.Language;

/** Stacks that no client could use are refused when the server starts; scripts are not opened for that. */
class UnfitStacksTest {
    private static final Map<Language, String> DISKS =
            Map.of(Language.JAVASCRIPT, "disk.js", Language.PYTHON, "disk.py", Language.GROOVY, "disk.groovy");

    private static final Map<String, String> SCRIPTS = Map.of(
            "disk.js",
            """
            export const blockSize = [4096, 4096, 65536];
            export function open() { console.log('OPENED'); return 1; }
            export function getSize() { return 65536; }
            export function pread(handle, buf) { }
            """,
            "disk.py",
            """
            block_size = (4096, 4096, 65536)
            def open(context): print('OPENED'); return 1
            def get_size(handle): return 65536
            def pread(handle, buf): pass
            """,
            "disk.groovy",
            """
            blockSize = [4096, 4096, 65536]
            def open(context) { println 'OPENED'; 1 }
            def getSize(handle) { 65536 }
            def pread(handle, buf) { }
            """,
            "sectors.js",
            "export const blockSize = [512, 4096, 65536];\n",
            "sectors.py",
            "block_size = (512, 4096, 65536)\n",
            "sectors.groovy",
            "blockSize = [512, 4096, 65536]\n");

    @TempDir
    Path directory;

    @BeforeEach
    void writeScripts() throws IOException {
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            Files.writeString(directory.resolve(script.getKey()), script.getValue());
        }
    }

    private Command.Result start(String... words) {
        List<String> command = new ArrayList<>(List.of(nbdscript()));
        command.addAll(List.of(words));
        command.addAll(List.of("--run", "nbdinfo \"$uri\""));
        return Command.in(directory, command.toArray(String[]::new)).run();
    }

    private String refusal(String... words) {
        Command.Result result = start(words).endsWith(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).doesNotContain("OPENED");
        return result.errors();
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreToldWhatAScriptDeclares(Language language) {
        requires("nbdinfo");
        Command.Result result =
                start("--filter=sectors.py", DISKS.get(language)).succeeds();
        assertThat(result.output()).contains("block_size_minimum: 512", "block_size_maximum: 65536");
        assertThat(start(DISKS.get(language)).succeeds().output()).contains("block_size_minimum: 4096");
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatRefusesTheBlocksOfAScriptIsRefused(Language language) {
        assertThat(refusal("--filter=offset", DISKS.get(language), "offset=512"))
                .isEqualTo("nbdscript: error: no client could be served: offset: the range 512 is not aligned to 4096"
                        + " bytes, the smallest request that the disk takes\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sectors.js", "sectors.py", "sectors.groovy"})
    void aScriptsFilterThatTakesSmallerRequestsThanTheDiskBelowIsRefusedIfNothingIsMadeToFit(String filter) {
        assertThat(refusal("--alignment=refuse", "--filter=" + filter, "disk.py"))
                .isEqualTo("nbdscript: error: --alignment=refuse: " + filter + " takes requests of 512 bytes, but the"
                        + " disk below it takes multiples of 4096 only, and nothing is made to fit\n");
    }

    @Test
    void aStackThatAParameterNamesIsRefusedWithTheParameter() {
        assertThat(refusal(
                        sample(Language.PYTHON, "stripe"),
                        "disk=memory:1M",
                        "disk=[--filter=offset memory 1M offset=2M]"))
                .isEqualTo("nbdscript: error: disk: in '[--filter=offset memory 1M offset=2M]': it could not be opened:"
                        + " offset: the range 2097152 does not lie within the disk, which has 1048576 bytes\n");
    }

    @ParameterizedTest
    @EnumSource
    void aStackThatAParameterNamesIsHeldToTheBlocksThatItsScriptDeclares(Language language) {
        String disk = "[--filter=offset " + DISKS.get(language) + " offset=512]";
        assertThat(refusal(sample(language, "mirror"), "disk=memory:64K", "disk=" + disk))
                .contains("disk: in '" + disk + "': it could not be opened: offset: the range 512 is not aligned");
    }
}
