package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Callback;
import org.nbdscript.api.Disk;
import org.nbdscript.api.ScriptException;
import org.nbdscript.api.ThreadModel;
import org.nbdscript.fakes.FakeRead;

/** Every way to write a script: each here is a disk that reads as the letter a. */
class ScriptStylesTest {
    @TempDir
    private Path directory;

    private void assertReadsAsA(String name, String... lines) {
        try (LoadedScript script = LoadedScript.of(directory, name, String.join("\n", lines))) {
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(512);
            assertThat(FakeRead.text(disk, 0, 3)).isEqualTo("aaa");
        }
    }

    @Test
    void plainScriptsHaveGlobals() {
        assertReadsAsA(
                "plain.js",
                "#!/usr/bin/env nbdscript",
                "const getSize = () => 512;",
                "let pread = function (buf) { buf.fill(letter()); };",
                "function letter() { return 97; }");
    }

    @Test
    void modulesImportFilesBesideThem() {
        LoadedScript.write(directory, "letters.js", "export const a = 97;");
        assertReadsAsA(
                "module.mjs",
                "#!/usr/bin/env nbdscript",
                "import { a } from './letters.js';",
                "export function getSize() { return 512; }",
                "export function pread(buf) { buf.fill(a); }");
    }

    @Test
    void modulesMayAwaitAtTheTop() {
        assertReadsAsA(
                "late.js",
                "const letter = await new Promise((resolve) => setTimeout(() => resolve(97), 1));",
                "export const getSize = () => 512;",
                "export const pread = (buf) => { buf.fill(letter); };");
    }

    @Test
    void commonJsRequiresFiles() {
        LoadedScript.write(directory, "letters.js", "#!/usr/bin/env node\nexports.a = require('./codes').a;");
        LoadedScript.write(directory, "codes.json", "{\"a\": 97}");
        assertReadsAsA(
                "common.cjs",
                "#!/usr/bin/env nbdscript",
                "const letters = require('./letters');",
                "module.exports = { getSize() { return 512; }, pread(buf) { buf.fill(this.letter()); },",
                "    letter() { return letters.a; } };");
    }

    @Test
    void commonJsIsFoundOutByItsExports() {
        assertReadsAsA("found.js", "exports.getSize = () => 512;", "exports.pread = (buf) => { buf.fill(97); };");
    }

    @Test
    void aDefaultObjectHasMethods() {
        assertReadsAsA(
                "object.js",
                "class Base { getSize() { return 512; } }",
                "class Letters extends Base { letter = 97; pread(buf) { buf.fill(this.letter); } }",
                "export default new Letters();");
    }

    @Test
    void anInstanceOfAClassIsAConnection() {
        try (LoadedScript script = LoadedScript.of(directory, "class.js", """
                class Base { getSize() { return 512; } }
                export default class Letters extends Base {
                    static parameters = { letter: 'string' };
                    static configure({ letter }) { Letters.letter = letter.charCodeAt(0); }
                    constructor({ exportName }) { super(); this.next = exportName.length; }
                    pread(buf) { buf.fill(Letters.letter + this.next++); }
                    close() { Letters.letter = 120; }
                }
                """)) {
            assertThat(script.plugin.name()).isEqualTo("class");
            assertThat(script.plugin.callbacks()).contains(Callback.CONFIGURE, Callback.PREAD, Callback.GET_SIZE);
            script.configure(Map.of("letter", "a"));
            Disk first = script.open();
            Disk second = script.open("xx");
            assertThat(FakeRead.text(first, 0, 1)).isEqualTo("a");
            assertThat(FakeRead.text(first, 0, 1)).isEqualTo("b");
            assertThat(FakeRead.text(second, 0, 1)).isEqualTo("c");
            first.close();
            assertThat(FakeRead.text(second, 0, 1)).isEqualTo("{");
        }
    }

    @Test
    void onlyAClassIsOne() {
        assertReadsAsA(
                "methods.js",
                "const named = { class() {} }.class;",
                "named.getSize = () => 512;",
                "named.pread = (buf) => { buf.fill(97); };",
                "export default named;");
    }

    @Test
    void aClassOfAPlainScriptIsFoundByItsCallbacks() {
        assertReadsAsA(
                "plainclass.js",
                "class Base { getSize() { return 512; } }",
                "class Letters extends Base { pread(buf) { buf.fill(97); } }",
                "class Helper { help() {} }");
    }

    @Test
    void twoClassesOfConnectionsAreOneTooMany() {
        assertThatThrownBy(
                        () -> LoadedScript.of(directory, "two.js", "class A { pread() {} }\nclass B { pread() {} }\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("two.js:2: class B has callbacks of a disk, and so has class A");
    }

    @Test
    void openReturnsAnObjectWithMethods() {
        assertReadsAsA(
                "open.js",
                "export const open = () => ({ size: 512, pread(buf) { buf.fill(97); } });",
                "export const getSize = (handle) => handle.size;");
    }

    @Test
    void openReturnsAPromise() {
        assertReadsAsA(
                "openasync.js",
                "export async function open() { await null; return { getSize: () => 512, pread(buf) { buf.fill(97); } }; }");
    }

    @Test
    void anyOtherHandleComesFirst() {
        assertReadsAsA(
                "handle.js",
                "export const open = () => 97;",
                "export const getSize = (handle) => 415 + handle;",
                "export const pread = (handle, buf, offset, flags) => { buf.fill(flags.fua ? 0 : handle); };");
    }

    @Test
    void aJavaObjectIsAHandle() {
        assertReadsAsA(
                "javahandle.js",
                "export const open = () => new java.io.ByteArrayInputStream([97, 97, 97]);",
                "export const getSize = (stream) => 512;",
                "export const pread = (stream, buf) => { for (let i = 0; i < 3; i++) buf[i] = stream.read(); };");
    }

    @Test
    void constantsAreNormalized() {
        try (LoadedScript script = LoadedScript.of(directory, "constants.js", """
                /* Copyright: nobody. */
                'use strict';
                /**
                 * Says what it is.
                 *
                 *   Indented.
                 * @author nobody
                 */
                const name = 'other', version = '1.2';
                const parameters = { n: { type: 'int', default: 5, min: 0 }, size: 'size' };
                function getSize() { return 512n; }
                function pread() {}
                function threadModel() { return 'serialize_requests'; }
                """)) {
            assertThat(script.plugin.name()).isEqualTo("other");
            assertThat(script.plugin.version()).isEqualTo("1.2");
            assertThat(script.plugin.description()).isEqualTo("Says what it is.\n\n  Indented.");
            assertThat(script.plugin.parameters().parameters()).hasSize(2);
            script.configure(Map.of());
            assertThat(script.plugin.threadModel()).isEqualTo(ThreadModel.SERIALIZE_REQUESTS);
            assertThat(script.open().size()).isEqualTo(512);
        }
    }

    @Test
    void slipsAreSaidWithTheirLines() {
        assertThatThrownBy(() -> LoadedScript.of(
                        directory, "slip.js", "function getSize() { return 1; }\nfunction preda(buf) {}\n"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("slip.js:2: pread is missing")
                .hasMessageContaining("`preda` looks like `pread`");
        assertThatThrownBy(() -> LoadedScript.of(
                        directory, "arity.js", "const getSize = (h) => 1;\nfunction pread(buf, o, f = {}, ...rest) {}"))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("arity.js:1: getSize requires 1 parameter, but is given none");
    }

    @Test
    void helpersAndMethodsAreMembers() {
        try (LoadedScript script =
                LoadedScript.of(directory, "warn.js", "class D { getSize() {}\n pread(b) {}\n pwirte(b) {} }")) {
            assertThat(script.host.log)
                    .singleElement()
                    .asString()
                    .startsWith("warning: ")
                    .contains("warn.js:3: `pwirte` looks like `pwrite`");
            assertThat(script.plugin.callbacks()).isEqualTo(List.of(Callback.GET_SIZE, Callback.PREAD));
        }
    }
}
