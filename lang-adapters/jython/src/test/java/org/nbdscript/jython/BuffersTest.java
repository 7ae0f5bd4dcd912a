package org.nbdscript.jython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Errno;
import org.nbdscript.api.NbdException;
import org.nbdscript.api.RequestFlags;
import org.nbdscript.fakes.FakeRead;

class BuffersTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buf[:] = b'abcdef'",
                "buf[:] = bytearray(b'abcdef')",
                "buf[:] = memoryview(b'abcdef')",
                "buf[0:2] = b'ab'; buf[2:] = b'cdef'",
                "buf[5] = b'f'; buf[0:5] = b'abcde'",
                "for i, c in enumerate('abcdef'): buf[i] = c",
                "part = buf[2:]; part[0:4] = b'cdef'; buf[0:2] = b'ab'",
                "buf[:] = b'xabcde'; buf[0:5] = buf[1:6]; buf[5] = 'f'",
                "import array; buf[:] = array.array('B', b'abcdef')",
                "import array; buf[2:6] = array.array('c', 'cdef'); buf[0:2] = b'ab'",
                "from jarray import array; buf[:] = array([97, 98, 99, 100, 101, 102], 'b')",
                "return b'abcdef'",
                "return bytearray(b'abcdef')",
                "return memoryview(b'xabcdef')[1:]",
                "import array; return array.array('B', b'abcdef')",
                "import array; return array.array('b', b'abcdef')",
                "buf[:] = b'abcdef'; return buf",
                "from java.nio import ByteBuffer; return ByteBuffer.wrap(b'abcdef')",
                "from java.lang import String; return String('abcdef').getBytes()",
                "return [(0, b'abc'), (3, bytearray(b'def'))]",
                "return ((3, b'def'), (0, b'abc'))",
                "return [dict(offset=0, data=b'abcdef')]",
                "import struct, io; return io.BytesIO(b'abcdef').read()",
            })
    void aReadIsAnsweredByFillingTheBufferOrByBytes(String body) {
        Disk disk = TestScript.sized(directory, "def pread(buf, offset):\n  " + body)
                .open();
        assertThat(FakeRead.text(disk, 0, 6)).isEqualTo("abcdef");
    }

    /** What the memory held before, which tests fill with question marks, is another client's data. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pass | ......",
                "return buf | ......",
                "return buf[:] | ......",
                "return memoryview(buf) | ......",
                "assert buf.tobytes() == b'\\0' * 6 | ......",
                "assert [buf[i] for i in range(6)] == [b'\\0'] * 6 | ......",
                "assert buf == b'\\0' * 6 and bytearray(buf) == bytearray(6) | ......",
                "buf[1] = b'b' | .b....",
                "buf[0:2] = bytearray(b'ab') | ab....",
                "buf[::2] = bytearray(b'ace') | a.c.e.",
                "buf[::-1] = bytearray(b'abcdef') | fedcba",
                "buf[:] = bytearray(b'abcdef') | abcdef",
                "buf[0:6] = bytearray(b'abcdef'); buf[1:3] = buf[3:5] | adedef",
                "part = buf[:]; part[0:6] = bytearray(b'abcdef'); buf[5] = b'g' | abcdeg",
                "buf[:] = memoryview(bytearray(b'-abcdef-'))[1:7] | abcdef",
                "return CompletableFuture.completedFuture(None) | ......",
                "return CompletableFuture.completedFuture(buf) | ......",
                "return CompletableFuture.runAsync(lambda: setitem(buf, 0, b'a')) | a.....",
                "return CompletableFuture.runAsync(lambda: setitem(buf, slice(0, 6), bytearray(b'abcdef'))) | abcdef",
            })
    void aReadsBufferIsZeroWhereNothingWasPutIntoIt(String body, String content) {
        Disk disk = TestScript.sized(
                        directory,
                        "from operator import setitem\nfrom java.util.concurrent import CompletableFuture\n"
                                + "def pread(buf, offset):\n  " + body)
                .open();
        assertThat(FakeRead.text(disk, 0, 6).replace('\0', '.')).isEqualTo(content);
    }

    @Test
    void aReadInPartsMayHaveHoles() {
        Disk disk = TestScript.sized(
                        directory,
                        "def pread(buf, offset): yield offset, 4\n"
                                + "def pread(buf, offset): return [(offset + 2, 4), (offset, b'ab')]")
                .open();
        FakeRead read = new FakeRead(100, 6);
        disk.read(read);
        assertThat(read.parts).containsExactly("hole 102+4", "data 100+2");
        assertThat(read.bytes()).startsWith('a', 'b', 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "assert buf.tobytes() == b'abcdef'",
                "assert bytearray(buf) == bytearray(b'abcdef')",
                "assert len(buf) == 6 and buf[1] == b'b' and buf[1:3].tobytes() == b'bc'",
                "assert buf[::2].tobytes() == b'ace' and buf[::-1].tobytes() == b'fedcba'",
                "assert buf == b'abcdef' and buf.readonly",
                "disk = bytearray(8); disk[1:7] = buf; assert disk == b'\\0abcdef\\0' and len(disk) == 8",
                "import struct; assert struct.unpack_from('>H', buf.tobytes()) == (0x6162,)",
                "import io; f = io.BytesIO(); f.write(buf); assert f.getvalue() == b'abcdef'",
                "import hashlib; assert hashlib.md5(buf.tobytes()).hexdigest() == 'e80b5017098950fc58aad83c8c14978e'",
                "from java.nio import ByteBuffer; b = ByteBuffer.allocate(6); b.put(buf); assert b.get(5) == 102",
            })
    void aWriteGivesAReadOnlyView(String body) {
        Disk disk = TestScript.sized(directory, "def pread(buf): pass\ndef pwrite(buf, offset):\n  " + body)
                .open();
        TestScript.write(disk, 0, "abcdef");
        ByteBuffer direct = ByteBuffer.allocateDirect(8)
                .put(1, "abcdef".getBytes())
                .position(1)
                .limit(7);
        disk.write(direct, 0, RequestFlags.NONE);
        assertThat(direct.position()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "buf[0] = b'x' | TypeError: cannot modify read-only memory",
                "buf[0:2] = b'xy' | TypeError: cannot modify read-only memory",
                "buf[:] = bytearray(6) | TypeError: cannot modify read-only memory",
            })
    void aWritesBufferCannotBeChanged(String body, String problem) {
        Disk disk = TestScript.sized(directory, "def pread(buf): pass\ndef pwrite(buf, offset):\n  " + body)
                .open();
        ByteBuffer data = ByteBuffer.wrap("abcdef".getBytes());
        assertThatThrownBy(() -> disk.write(data, 0, RequestFlags.NONE)).hasMessage(problem);
        assertThat(data.array()).isEqualTo("abcdef".getBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kept.tobytes()",
                "kept[0]",
                "kept[1:2]",
                "kept[0:0].tobytes(), kept[0]",
                "bytearray(kept)",
                "kept[0] = b'x'",
                "kept[0:1] = b'x'",
                "list(kept)",
                "kept == b'ab'",
                "part.tobytes()",
                "part[0]",
                "bytearray(part)",
                "part[0:1]",
                "odd.tobytes()",
                "disk[0:2] = kept",
            })
    void aBufferIsUselessWhenItsCallHasEnded(String use) {
        Disk disk = TestScript.sized(directory, """
                        disk = bytearray(2)
                        kept = None
                        def pread(buf, offset):
                            global kept, part, odd
                            if kept is None:
                                kept, part, odd = buf, buf[0:1], buf[::2]
                            else:
                                %s
                        """.formatted(use)).open();
        FakeRead.bytes(disk, 0, 2);
        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 2)).isInstanceOfSatisfying(NbdException.class, failure -> {
            assertThat(failure.text())
                    .isEqualTo("ValueError: this buffer belongs to a request that has ended;"
                            + " keep a copy, such as bytearray(buf)");
            assertThat(failure.errno()).isEqualTo(Errno.EIO);
            assertThat(failure.position()).hasToString(directory.resolve("script.py") + ":8");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return b'abc' | pread returned 3 bytes, expected 6 bytes",
                "return 7 | pread returned 7 (a number), expected nothing (the buffer is filled), bytes, or a list of parts",
                "buf[:] = b'abc' | ValueError: cannot modify size of memoryview object",
                "return [(0, b'abc', 1)] | pread returned a list of 3, expected a part",
            })
    void aWrongAnswerIsAnErrorThatSaysWhatCame(String body, String problem) {
        Disk disk = TestScript.sized(directory, "def pread(buf, offset):\n  " + body)
                .open();
        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 6))
                .isInstanceOf(NbdException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void aDiskMayBeABytearrayOfAGibibyte() {
        Disk disk = TestScript.of(directory, """
                        disk = bytearray(1 << 30)
                        def get_size(): return len(disk)
                        def pread(buf, offset): buf[:] = disk[offset:offset + len(buf)]
                        def pwrite(buf, offset): disk[offset:offset + len(buf)] = buf
                        """).open();
        assertThat(disk.size()).isEqualTo(1L << 30);
        TestScript.write(disk, (1L << 30) - 3, "end");
        assertThat(FakeRead.text(disk, (1L << 30) - 4, 4)).isEqualTo("\0end");
    }
}
