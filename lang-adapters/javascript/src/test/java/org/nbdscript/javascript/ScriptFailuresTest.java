package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.fakes.FakeRead;

class ScriptFailuresTest {
    @TempDir
    private Path directory;

    private NbdException failureOf(String body) {
        String text = "const helper = () => 1;\nfunction getSize() { return 512; }\nfunction pread(buf, offset) {\n"
                + body + "\n}\n";
        try (LoadedScript script = LoadedScript.of(directory, "fails.js", text)) {
            Disk disk = script.open();
            NbdException failure = catchThrowableOfType(NbdException.class, () -> FakeRead.of(disk, 0, 8));
            assertThat(failure).as(body).isNotNull();
            assertThat(String.valueOf(failure.position())).endsWith("fails.js:4");
            return failure;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new Error('plain')                                           | EIO    | plain",
                "throw Object.assign(new Error('full'), { code: 'ENOSPC' })         | ENOSPC | full",
                "throw Object.assign(new Error('full'), { errno: -28 })             | ENOSPC | full",
                "throw Object.assign(new Error('odd'), { code: 'EWHATEVER' })       | EIO    | odd",
                "throw new nbdscript.NbdError('EPERM', 'not you')                   | EPERM  | not you",
                "throw new nbdscript.NbdError(28, 'by number')                      | ENOSPC | by number",
                "nbdscript.fail('EROFS', 'no writes')                               | EROFS  | no writes",
                "nbdscript.fail('EROFS')                                            | EROFS  | Read-only file system",
                "throw 'a string'                                                   | EIO    | a string",
                "throw { code: 'ENOMEM' }                                           | ENOMEM | Cannot allocate memory",
                "helper.nothing.more                                                | EIO    |"
                        + " TypeError: Cannot read property 'more' of undefined",
                "(function f() { f(); })()                                          | EIO    |"
                        + " RangeError: Maximum call stack size exceeded",
                "java.nio.file.Files.readString(java.nio.file.Path.of('/none'))     | ENOENT |"
                        + " NoSuchFileException: /none",
                "return Promise.reject(new nbdscript.NbdError('EPERM', 'later'))    | EPERM  | later",
                "return (async () => { await null; nbdscript.fail('EPERM', 'l') })() | EPERM | l",
            })
    void whatAScriptThrowsHasErrnoTextAndPlace(String body, Errno errno, String text) {
        NbdException failure = failureOf(body);
        assertThat(failure.errno()).isEqualTo(errno);
        assertThat(failure.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return 'text'                | pread returned 'text' (a string), expected nothing",
                "return 5                     | pread returned 5 (a number), expected nothing",
                "return new Uint8Array(7)     | pread returned 7 bytes, expected 8 bytes",
                "return [[0, 4], 'x']         | pread returned 'x' (a string), expected a part",
                "return async () => 1         | pread returned 'async () => 1'",
            })
    void wrongResultsAreNamed(String body, String text) {
        String script = "function getSize() { return 512; }\nfunction pread(buf, offset) {\n" + body + "\n}\n";
        try (LoadedScript loaded = LoadedScript.of(directory, "wrong.js", script)) {
            Disk disk = loaded.open();
            assertThatThrownBy(() -> FakeRead.of(disk, 0, 8))
                    .isInstanceOf(NbdException.class)
                    .hasMessageStartingWith(text);
        }
    }

    @Test
    void syntaxErrorsShowTheLine() {
        for (String name : new String[] {"bad.js", "bad.cjs", "bad.mjs"}) {
            assertThatThrownBy(() -> LoadedScript.of(directory, name, "let a = 1;\nlet b = 3 +;\n"))
                    .isInstanceOf(ScriptException.class)
                    .hasMessage(directory.resolve(name)
                            + ":2:12: SyntaxError: Expected an operand but found ;\nlet b = 3 +;\n           ^");
        }
    }

    @Test
    void mistakesInAFunctionAreFoundBeforeItIsCalled() {
        for (String mistake : new String[] {"let a; let a;", "break;", "a() = 1;", "new.target = 1;", "/(/;"}) {
            assertThatThrownBy(() -> LoadedScript.of(
                            directory, "body.js", "let a = 1;\nfunction pread() { (() => {\n" + mistake + "\n})() }\n"))
                    .isInstanceOf(ScriptException.class)
                    .hasMessageStartingWith(directory.resolve("body.js") + ":3:")
                    .hasMessageContaining("SyntaxError: ");
        }
    }

    @Test
    void syntaxErrorsOfImportsNameTheImport() {
        LoadedScript.write(directory, "broken.js", "export let a = 1;\nlet b = 3 +;\n");
        assertThatThrownBy(() -> LoadedScript.of(directory, "imports.js", "import './broken.js';\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageStartingWith(directory.resolve("broken.js") + ":2:12: SyntaxError: ");
    }

    @Test
    void exceptionsAtTheTopHaveTheirLine() {
        for (String name : new String[] {"top.js", "top.cjs", "top.mjs"}) {
            assertThatThrownBy(() -> LoadedScript.of(directory, name, "const a = 1;\nthrow new Error('not today');"))
                    .isInstanceOf(ScriptException.class)
                    .hasMessage(directory.resolve(name) + ":2: not today");
        }
    }

    @Test
    void missingFilesAreNamed() {
        assertThatThrownBy(() -> LoadedScript.of(directory.resolve("none.js")))
                .isInstanceOf(ScriptException.class)
                .hasMessage(directory.resolve("none.js") + ": cannot be read: there is no such file");
        assertThatThrownBy(() -> LoadedScript.of(directory, "a.js", "import './none.js';"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("none.js");
        assertThatThrownBy(() -> LoadedScript.of(directory, "b.js", "\nconst fs = require('fs');"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("b.js:2: ")
                .hasMessageContaining("Java.type(name)");
    }

    @Test
    void aScriptThatFailedServesTheNextCall() {
        try (LoadedScript script = LoadedScript.of(
                directory,
                "next.js",
                "let n = 0; const getSize = () => 8;\nfunction pread(buf) { if (n++ === 0) (function f() { f() })(); }")) {
            Disk disk = script.open();
            assertThatThrownBy(() -> FakeRead.of(disk, 0, 8)).isInstanceOf(NbdException.class);
            assertThat(FakeRead.bytes(disk, 0, 8)).containsOnly(0);
        }
    }

    @Test
    void callsAfterTheEndFailWithEshutdown() {
        LoadedScript script = LoadedScript.of(directory, "end.js", "const getSize = () => 8; function pread() {}");
        Disk disk = script.open();
        script.close();
        NbdException failure = catchThrowableOfType(NbdException.class, () -> FakeRead.of(disk, 0, 8));
        assertThat(failure.errno()).isEqualTo(Errno.ESHUTDOWN);
    }
}
