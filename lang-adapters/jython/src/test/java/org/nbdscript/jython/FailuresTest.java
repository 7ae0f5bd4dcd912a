package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeRead;

class FailuresTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raise OSError(errno.ENOSPC, 'no room') | ENOSPC | no room",
                "raise IOError(errno.EPERM, 'not you') | EPERM | not you",
                "raise OSError(errno.EROFS, None) | EROFS | Read-only file system",
                "raise OSError('just text') | EIO | OSError: just text",
                "open('/no/such/file') | ENOENT | No such file or directory: '/no/such/file'",
                "raise nbdscript.Error(errno.EINVAL, 'wrong') | EINVAL | wrong",
                "raise nbdscript.Error('ESHUTDOWN', 'later') | ESHUTDOWN | later",
                "raise nbdscript.Error('plain') | EIO | Error: plain",
                "raise ValueError('bad') | EIO | ValueError: bad",
                "raise ValueError | EIO | ValueError",
                "raise ValueError(u'gr\\xfcn') | EIO | ValueError: grün",
                "1 // 0 | EIO | ZeroDivisionError: integer division or modulo by zero",
                "undefined | EIO | NameError: global name 'undefined' is not defined",
                "raise Old() | EIO | Old: old style",
                "raise NbdException(Errno.EBUSY, 'from Java') | EBUSY | from Java",
                "raise IOException('disk gone') | EIO | IOException: disk gone",
                "Long.parseLong('x') | EIO | 'NumberFormatException: For input string: \"x\"'",
                "bytearray(1 << 31) | EIO | OverflowError: cannot fit 'long' into an index-sized integer; a bytearray has at most 1.7 GiB",
                "bytearray((1 << 31) - 1) | EIO | NegativeArraySizeException: -1879048176; a bytearray has at most 1.7 GiB",
                "raise MemoryError('full') | ENOMEM | MemoryError: full",
                "raise OutOfMemoryError('heap') | ENOMEM | OutOfMemoryError: heap",
                "pread(buf) | EIO | RuntimeError: maximum recursion depth exceeded",
                "sys.exit(3) | EIO | SystemExit: 3",
                "raise KeyboardInterrupt | EIO | KeyboardInterrupt",
            })
    void anExceptionIsAnErrnoAndATextAndALine(String statement, Errno errno, String text) {
        Disk disk = TestScript.sized(directory, """
                        import errno, nbdscript, sys
                        from java.io import IOException
                        from java.lang import Long, OutOfMemoryError
                        from org.nbdscript.api import Errno, NbdException
                        class Old:
                            def __str__(self): return 'old style'
                        def fail(buf):
                            %s
                        def pread(buf):
                            fail(buf)
                        """.formatted(statement)).open();
        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 1)).isInstanceOfSatisfying(NbdException.class, failure -> {
            assertThat(failure.text()).startsWith(text);
            assertThat(failure.errno()).isEqualTo(errno);
            assertThat(failure.position()).isNotNull();
            if (!statement.startsWith("pread")) {
                assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":8");
            }
        });
    }

    @Test
    void thePlaceIsTheInnermostOneInTheScriptItself() throws Exception {
        Files.writeString(directory.resolve("neighbour.py"), "def fail():\n  raise ValueError('deep')\n");
        TestScript script = TestScript.sized(directory, "import neighbour\ndef pread(buf):\n  neighbour.fail()");
        Disk disk = script.open();
        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 1))
                .isInstanceOfSatisfying(
                        NbdException.class,
                        failure -> assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":3"));
        assertThat(script.host.log)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("debug: Traceback")
                        .contains("neighbour.py\", line 2, in fail")
                        .endsWith("ValueError: deep"));
    }

    @Test
    void aGeneratorThatFailsHasItsLine() {
        Disk disk = TestScript.sized(
                        directory,
                        "def pread(buf): pass\ndef extents(count, offset):\n  yield 0, 1\n  raise KeyError('k')")
                .open();
        assertThatThrownBy(() -> disk.extents(0, 10, org.nbdscript.api.RequestFlags.NONE, (o, l, t) -> true))
                .isInstanceOfSatisfying(
                        NbdException.class,
                        failure -> assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":4"));
    }

    @Test
    void aResultOfTheWrongTypeNamesTheCallbackAndItsLine() {
        TestScript script = TestScript.of(directory, "def pread(buf): pass\n\ndef get_size(): return 'big'\n");
        assertThatThrownBy(script::open).isInstanceOfSatisfying(NbdException.class, failure -> {
            assertThat(failure.text()).startsWith("get_size returned 'big' (a string)");
            assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":3");
        });
    }
}
