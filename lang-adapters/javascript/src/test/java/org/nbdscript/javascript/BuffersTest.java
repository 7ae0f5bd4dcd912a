package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;
import org.nbdscript.api.NbdException;
import org.nbdscript.fakes.FakeRead;

class BuffersTest {
    @TempDir
    private Path directory;

    private LoadedScript script(String text) {
        return LoadedScript.of(directory, "buffers.js", text);
    }

    @Test
    void readBuffersAreExactAndZero() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                function pread(buf, offset) {
                    if (buf.some((byte) => byte !== 0) || buf.buffer.byteLength !== buf.length) throw new Error('dirty');
                    new DataView(buf.buffer).setUint16(0, 0x6162);
                    buf.copyWithin(2, 0, 2);
                    buf.fill(99, 4, 5);
                }
                """)) {
            Disk disk = script.open();
            for (int length : new int[] {8, 8, 6, 8}) {
                assertThat(FakeRead.text(disk, 0, length)).startsWith("ababc");
            }
        }
    }

    @Test
    void fillAndCopyWithinDoToTypedArraysWhatTheyDoToArrays() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                const indices = [undefined, 0, 1, 63, 64, 65, 129, 300, 301, 1000, -1, -64, -200, -301, -1000, NaN, 2.7, '70'];
                function check(typed, method, args, value) {
                    const array = Array.from(typed);
                    if (typed[method](...args) !== typed) throw new Error(method + ' returns the array');
                    array[method](...args);
                    if (array.some((each, i) => each !== typed[i])) throw new Error(method + ' ' + args);
                }
                function pread() {
                    const bytes = new Uint8Array(301).map((_, i) => i);
                    const words = new BigUint64Array(301).map((_, i) => BigInt(i));
                    for (const a of indices) for (const b of indices) {
                        check(bytes.slice(), 'fill', [77, a, b]);
                        check(bytes.subarray(3, 200), 'fill', [a ? 78 : 79, a, b]);
                        check(words.slice(), 'fill', [5n, a, b]);
                        for (const c of [undefined, 5, 100, -30]) check(bytes.slice(), 'copyWithin', [c, a, b]);
                        check(words.slice(), 'copyWithin', [a, b]);
                    }
                    if (new Uint8Array(300).fill('300')[299] !== 44) throw new Error('fill converts its value');
                    try { bytes.fill(1n); } catch (error) { if (error instanceof TypeError) return; }
                    throw new Error('fill of a number takes no BigInt');
                }
                """)) {
            assertThat(FakeRead.bytes(script.open(), 0, 1)).containsExactly(0);
        }
    }

    @Test
    void aKeptReadBufferIsGoneAfterTheCall() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                let kept;
                function pread(buf) { if (kept) kept.set([1]); kept = buf; }
                """)) {
            Disk disk = script.open();
            FakeRead.of(disk, 0, 8);
            assertThatThrownBy(() -> FakeRead.of(disk, 0, 8))
                    .isInstanceOf(NbdException.class)
                    .hasMessageContaining("a buffer that a callback is given is gone when the call is over");
        }
    }

    @Test
    void aKeptWriteBufferNeverShowsALaterWrite() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                const kept = [];
                function pwrite(buf) { kept.push(buf); }
                function pread(buf) { kept.forEach((one, i) => { buf[i] = one.length + (one[0] ?? 0); }); }
                """)) {
            Disk disk = script.open();
            LoadedScript.write(disk, 0, "one");
            LoadedScript.write(disk, 0, "two");
            assertThat(FakeRead.bytes(disk, 0, 2)).containsExactly(0, 0);
        }
    }

    @Test
    void aBufferStaysWithAnAsynchronousCall() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                let bytes = new Uint8Array(512);
                async function pwrite(buf, offset) { await null; bytes.set(buf, offset); }
                async function pread(buf, offset) { await null; buf.set(bytes.subarray(offset, offset + buf.length)); }
                """)) {
            Disk disk = script.open();
            LoadedScript.write(disk, 3, "late");
            assertThat(FakeRead.text(disk, 3, 4)).isEqualTo("late");
        }
    }

    @Test
    void readsMayReturnBytes() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                const bytes = new TextEncoder().encode('0123456789');
                const answers = {
                    0: () => bytes.subarray(2, 6),
                    1: () => bytes.slice(2, 6).buffer,
                    2: () => new DataView(bytes.buffer, 2, 4),
                    3: async () => bytes.subarray(2, 6),
                    4: () => Java.to([50, 51, 52, 53], 'byte[]'),
                };
                function pread(buf, offset) { return answers[offset](); }
                """)) {
            Disk disk = script.open();
            for (int way = 0; way < 5; way++) {
                assertThat(FakeRead.text(disk, way, 4)).as("way %d", way).isEqualTo("2345");
            }
        }
    }

    @Test
    void readsMayReturnParts() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                function pread(buf, offset) {
                    buf.fill(97);
                    const data = buf.subarray(0, 2);
                    return offset ? [[offset + 2, 6], [offset, data]] : [{ offset: 2, length: 6 }, { offset: 0, data }];
                }
                """)) {
            Disk disk = script.open();
            for (int offset : new int[] {0, 100}) {
                FakeRead read = FakeRead.of(disk, offset, 8);
                assertThat(read.bytes()).containsExactly('a', 'a', 0, 0, 0, 0, 0, 0);
                assertThat(read.parts)
                        .containsExactlyInAnyOrder("hole " + (offset + 2) + "+6", "data " + offset + "+2");
            }
        }
    }

    @Test
    void returningTheBufferItselfIsFillingIt() {
        try (LoadedScript script = script("const getSize = () => 512; const pread = (buf) => buf.fill(97);")) {
            assertThat(FakeRead.text(script.open(), 0, 2)).isEqualTo("aa");
        }
    }

    @Test
    void largeOffsetsAreExact() {
        try (LoadedScript script = script("""
                const getSize = () => 2n ** 63n - 1n;
                function pread(buf, offset) { buf.set(new TextEncoder().encode(typeof offset + ' ' + offset)); }
                """)) {
            Disk disk = script.open();
            assertThat(disk.size()).isEqualTo(Long.MAX_VALUE);
            assertThat(FakeRead.text(disk, 1L << 53, 32)).startsWith("number 9007199254740992\0");
            assertThat(FakeRead.text(disk, (1L << 53) + 1, 32)).startsWith("bigint 9007199254740993\0");
        }
    }
}
