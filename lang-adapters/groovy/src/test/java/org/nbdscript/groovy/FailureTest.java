package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.ScriptException;
import org.nbdscript.fakes.FakeRead;

class FailureTest {
    /** What a read fails with whose second line is this statement. */
    private static NbdException failureOf(String statement) {
        Disk disk = LoadedScript.of("def getSize() { 1024 }\ndef pread(buf, offset) {\n" + statement + "\n}")
                .open();
        return catchThrowableOfType(NbdException.class, () -> FakeRead.bytes(disk, 0, 512));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new NbdException(ENOSPC, 'full')                              | ENOSPC | full
            nbdscript.fail(ENOSPC, 'full')                                      | ENOSPC | full
            nbdscript.fail('EPERM', "no ${1}")                                  | EPERM  | no 1
            nbdscript.fail(22, 'bad')                                           | EINVAL | bad
            throw new Exception('plain')                                        | EIO    | Exception: plain
            new File('/nonexistent/x').text                                     | ENOENT | FileNotFoundException: /nonexistent/x (No such file or directory)
            java.nio.file.Files.size(java.nio.file.Path.of('/nonexistent'))     | ENOENT | NoSuchFileException: /nonexistent
            throw new java.nio.file.AccessDeniedException('/x')                 | EACCES | AccessDeniedException: /x
            throw new IOException('No space left on device')                    | ENOSPC | IOException: No space left on device
            throw new java.util.concurrent.CompletionException(new IOException('gone')) | EIO | IOException: gone
            throw new OutOfMemoryError('heap')                                  | ENOMEM | OutOfMemoryError: heap
            [1].each { throw new Exception('in a closure') }                    | EIO    | Exception: in a closure
            """)
    void aFailureHasErrnoTextAndPlace(String statement, Errno errno, String text) {
        NbdException failure = failureOf(statement);

        assertThat(failure.errno()).isEqualTo(errno);
        assertThat(failure.text()).isEqualTo(text);
        assertThat(failure.position()).asString().endsWith("disk.groovy:3");
    }

    @Test
    void endlessRecursionIsAFailureOfTheRequest() {
        assertThat(failureOf("pread(buf, offset)").text()).startsWith("StackOverflowError");
    }

    @Test
    void aVariableOfTheTopLevelAloneIsExplained() {
        Disk disk = LoadedScript.of("""
                def content = [1, 2]
                def getSize() { 2 }
                def pread(buf) { content }
                """).open();

        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 2)).hasMessageContaining("put @Field before it");
    }

    @Test
    void aFailureInAPromiseHasItsPlace() {
        NbdException failure = failureOf(
                "java.util.concurrent.CompletableFuture.supplyAsync {\nthrow new NbdException(EPERM, 'later')\n}");

        assertThat(failure.errno()).isEqualTo(Errno.EPERM);
        assertThat(failure.position()).asString().endsWith("disk.groovy:4");
    }

    @Test
    void everySyntaxErrorIsSaidWithItsLine() {
        assertThatThrownBy(() -> LoadedScript.of("""
                        def pread() { new Nowhere() }
                        def getSize() { new Missing() }
                        """))
                .isInstanceOf(ScriptException.class)
                .message()
                .satisfies(message -> assertThat(message.lines())
                        .satisfiesExactly(
                                line -> assertThat(line).contains("disk.groovy:1: unable to resolve class Nowhere"),
                                line -> assertThat(line).contains("disk.groovy:2: unable to resolve class Missing")));
        assertThatThrownBy(() -> LoadedScript.of("\ndef pread( {"))
                .isInstanceOf(ScriptException.class)
                .hasMessageMatching(".*/disk.groovy:2: Unexpected input.*");
    }

    @Test
    void anExceptionAtTheTopLevelIsSaidWithItsPlace() {
        assertThatThrownBy(() -> LoadedScript.of("\nthrow new Exception('no')"))
                .isInstanceOf(ScriptException.class)
                .hasMessageEndingWith("disk.groovy:2: Exception: no");
        assertThatThrownBy(() -> LoadedScript.of("class A {\nstatic x = 1.intdiv(0)\ndef pread() {}\n}"))
                .isInstanceOf(ScriptException.class)
                .hasMessageEndingWith("disk.groovy:2: ArithmeticException: / by zero");
    }

    @Test
    void misspeltCallbacksAndWrongAritiesAreSaidAtLoad() {
        assertThatThrownBy(() -> LoadedScript.of("def getSize() { 1 }\ndef praed(buf) { }"))
                .hasMessageEndingWith("disk.groovy:2: pread is missing, without which there is no disk; `praed` looks"
                        + " like `pread`");
        assertThatThrownBy(() -> LoadedScript.of("def getSize() { 1 }\n\ndef pread(handle, buf, offset, flags) { }"))
                .hasMessageEndingWith("disk.groovy:3: pread requires 4 parameters, but is given at most 3: pread(buf,"
                        + " offset, flags)");
        assertThatThrownBy(() -> LoadedScript.of("getSize = { 1 }\nclass A {\n def praed(buf) { }\n}"))
                .hasMessageContaining("pread is missing");
    }

    @Test
    void parametersOfATypeThatIsNotGivenAreSaidAtLoad() {
        assertThatThrownBy(() -> LoadedScript.of("def getSize() { 1 }\ndef pread(byte[] buf) { }"))
                .isInstanceOf(ScriptException.class)
                .hasMessageEndingWith("disk.groovy:2: pread cannot be called: parameter 1 is declared as byte[], but is"
                        + " given a ByteBuffer");
    }

    @Test
    void callbacksThatOnlyTheTopLevelSeesGetAWarning() {
        LoadedScript script =
                LoadedScript.of("def getSize() { 1 }\ndef pread(buf) { }\ndef parameters = [size: 'size']");

        assertThat(script.services().warnings)
                .singleElement()
                .asString()
                .contains("disk.groovy:3: `parameters` is declared with `def`");
    }

    @Test
    void aWrongResultNamesTheCallbackAndItsPlace() {
        NbdException failure = catchThrowableOfType(
                NbdException.class,
                () -> LoadedScript.of("def getSize() { 'big' }\ndef pread(buf) { }")
                        .open());

        assertThat(failure.text())
                .isEqualTo("getSize returned 'big' (a string), expected a size in bytes, 0 to 2^63-1");
        assertThat(failure.position()).asString().endsWith("disk.groovy:1");
    }
}
