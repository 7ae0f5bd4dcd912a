package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ScriptPosition;
import org.nbdscript.fakes.FakeServices;

class LoadTest {
    @TempDir
    Path directory;

    private void assertRefused(String source, String problem) {
        assertThatThrownBy(() -> TestScript.of(directory, source))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(directory.resolve("script.py") + problem);
    }

    @Test
    void aSyntaxErrorIsShownWithItsLine() {
        assertRefused("x = 1\ndef pread(buf)\n    pass\n", ":2: SyntaxError: ");
        assertThatThrownBy(() -> TestScript.of(directory, "x = 1\nif x:\n    y = = 2\n"))
                .hasMessageContaining(":3: SyntaxError: ")
                .hasMessageContaining("\n    y = = 2\n        ^");
        assertRefused("def f():\nreturn 1\n", ":2: SyntaxError: ");
    }

    @Test
    void anExceptionAtTheTopLevelHasItsPlace() {
        assertRefused("\nimport nothing_of_that_name\n", ":2: ImportError: No module named nothing_of_that_name");
        assertRefused("def f():\n  raise ValueError('x')\nf()\n", ":2: ValueError: x\n    raise ValueError('x')");
        assertRefused("import sys\nsys.exit(1)\n", ":2: SystemExit: 1");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> TestScript.ofFile(directory.resolve("none.py")))
                .hasMessage(directory.resolve("none.py") + ": there is no such file");
    }

    @Test
    void callbacksAreCheckedWithTheirLines() {
        assertRefused("def get_size(): return 1\n\ndef raed(buf): pass\n", ": pread is missing");
        assertRefused("def get_size(): return 1\ndef preda(buf): pass\n", ":2: pread is missing");
        assertRefused(
                "def get_size(): return 1\ndef pread(buf, offset, flags, more): pass\n",
                ":2: pread requires 4 parameters, but is given at most 3: pread(buf, offset, flags)");
        TestScript script = TestScript.sized(directory, "def pread(buf): pass\ndef pwirte(buf): pass");
        assertThat(script.host.log)
                .singleElement()
                .asString()
                .startsWith("warning: " + directory.resolve("script.py") + ":2: `pwirte` looks like `pwrite`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x = f'{1}' | f-strings: write '{}'.format(value)",
                "async def f(): pass | async: return a java.util.concurrent.CompletableFuture",
                "print('x', file=None) | print as a function: add `from __future__ import print_function`",
                "def f(x: int): pass | type annotations: leave them out",
                "def f(x) -> int: pass | type annotations: leave them out",
                "size: int = 3 | type annotations: leave them out",
                "if (n := 3): pass | assignment expressions",
                "x = 1_000 | underscores in numbers",
            })
    void python3IsRecognizedAndSaidHowPython2PutsIt(String line, String advice) {
        assertThatThrownBy(() -> TestScript.of(directory, "x = 1\n" + line + "\n"))
                .hasMessageStartingWith(directory.resolve("script.py") + ":2: SyntaxError: ")
                .hasMessageContaining("Python 2.7 (Jython), which does not know")
                .hasMessageContaining(advice);
    }

    @Test
    void aScriptThatDeclaresPython3IsRefused() {
        assertRefused("#!/usr/bin/env python3\nx = 1\n", ":1: the first line asks for Python 3");
        assertRefused("# /// script\n# requires-python = \">=3.11\"\n# ///\n", ":2: the script requires Python 3");
        TestScript.sized(directory, "#!/usr/bin/env nbdscript\n# requires-python = '>=3' here\ndef pread(buf): pass");
    }

    @Test
    void bytesOfANumberIsWarnedOf() {
        TestScript script = TestScript.sized(directory, "def pread(buf):\n  return bytes(len(buf))");
        assertThat(script.host.log)
                .singleElement()
                .asString()
                .contains("script.py:2: bytes(number) is the number's digits in Python 2.7");
    }

    @Test
    void scriptsForNbdkitAreRefusedWithTheirLine() {
        assertRefused("x = 1\nimport nbdkit\n", ":2: scripts for nbdkit (`import nbdkit`) are not supported yet");
        assertRefused(
                "\nAPI_VERSION = 2\ndef get_size(h): return 1\ndef pread(h, buf): pass\n",
                ":2: API_VERSION is 2, but nbdkit's versions 1 and 2 are not supported yet");
        TestScript.sized(directory, "API_VERSION = 3\ndef pread(buf): pass");
    }

    @Test
    void futureImportsWork() {
        TestScript script = TestScript.sized(
                directory,
                "from __future__ import print_function, division, unicode_literals\n"
                        + "print('a', 1 / 2, sep='-')\ndef pread(buf): pass");
        assertThat(script.host.printed).containsExactly("a-0.5");
    }

    @Test
    void aSourceIsUtf8UnlessItSaysOtherwise() throws Exception {
        TestScript script = TestScript.sized(directory, "'''Grün'''\nprint 'grün', u'grün'\ndef pread(buf): pass");
        assertThat(script.plugin.description()).isEqualTo("Grün");
        assertThat(script.host.printed).containsExactly("grün grün");
        Path latin = directory.resolve("latin.py");
        Files.write(
                latin,
                "# coding: latin-1\nprint u'grün'\ndef pread(b): pass\ndef get_size(): return 1\n"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(TestScript.ofFile(latin).host.printed).containsExactly("grün");
    }

    @Test
    void theDocstringAndTheParametersAreTheScriptsHelp() {
        TestScript script = TestScript.sized(directory, """
                '''A disk.

                    With indented lines.
                '''
                parameters = {'zeta': 'size', 'size': dict(type='size', required=True),
                    'alpha': dict(type='duration', default=1.5, help='how long')}
                def pread(buf): pass
                """);
        assertThat(script.plugin.description()).isEqualTo("A disk.\n\nWith indented lines.");
        assertThat(script.plugin.parameters().parameters().stream().map(Parameter::name))
                .containsExactly("zeta", "size", "alpha");
    }

    @Test
    void aLoadThatDoesNotEndIsInterrupted() throws Exception {
        Path file =
                Files.writeString(directory.resolve("endless.py"), "print 'started'\nn = 0\nwhile True:\n  n += 1\n");
        PythonLanguage language = new PythonLanguage();
        FakeServices host = new FakeServices();
        CompletableFuture<String> ended = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                language.load(file, host);
            } catch (ScriptException e) {
                ended.complete(e.getMessage());
            }
        });
        Awaitility.await().until(() -> !host.printed.isEmpty());
        ScriptPosition position = language.interruptLoad(file, thread);
        assertThat(position).isNotNull();
        assertThat(position.file()).isEqualTo(file.toString());
        assertThat(ended.get(30, TimeUnit.SECONDS)).contains("endless.py:").contains("took too long to load");
    }
}
