package org.nbdscript.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b.slice(2, -3)",
                "b.subarray(3).slice()",
                "b.buffer.slice()",
                "b.buffer.slice(1, 5)",
                "b.buffer.slice(-4)",
                "b.buffer.slice(9, 3)",
                "b.buffer.slice('2', 7.9)",
                "b.fill(7, 2, 9)",
                "b.copyWithin(3, 1, 9)",
                "b.set(b.subarray(0, 8), 4)",
                "b.set(b.subarray(4), 0)",
                "b.set([1, 2, 300], 3)",
                "b.set(new Uint16Array([300, 2]), 1)",
                "b.set([1], 16)",
                "b.reverse()",
                "b.sort((one, other) => other - one)",
                "b.map((byte) => byte * 2)",
                "b.filter((byte) => byte % 2)",
                "b.toReversed()",
                "b.toSorted()",
                "b.with(2, 9)",
                "b.with(99, 1)",
                "[...b, b.at(-1), b.indexOf(48), b.includes(49), b[16]]",
                "Array.from(b)",
                "new Uint8Array(b)",
                "new Uint16Array(b)",
                "new Uint8Array(b.buffer, 4, 4)",
                "new Uint32Array(b.buffer, 1)",
                "new Float64Array(b.buffer)",
                "new Float32Array(b.buffer).fill(1.5)",
                "new BigInt64Array(b.buffer, 8).map((number) => number + 1n)",
                "new DataView(b.buffer).setFloat64(3, 1.25)",
                "new DataView(b.buffer, 1).setBigUint64(2, 0x0102030405060708n, true)",
                "new DataView(b.buffer).getInt16(1) + ' ' + new DataView(b.buffer).getUint32(2, true)",
                "Atomics.add(b, 1, 5) + Atomics.compareExchange(b, 2, b[2], 77) + Atomics.load(b, 2)",
                "new TextDecoder().decode(b)",
                "new TextDecoder().decode(b.buffer)",
                "Array.from(Java.from(Java.to(b, 'byte[]')))",
                "[b.buffer.byteLength, b.buffer.maxByteLength, b.buffer.resizable, b.buffer.detached, b.byteOffset]",
                "[b.buffer instanceof ArrayBuffer, ArrayBuffer.isView(b), String(b.buffer)]",
                "JSON.stringify(b)",
                "Object.keys(b).length",
                "b.buffer.transfer(4)",
                "b.buffer.transferToFixedLength(20)",
                "ArrayBuffer.prototype.slice.call(b)",
                "ArrayBuffer.prototype.slice.call(7, 1)",
            })
    void aReadsBufferIsLikeOneOfTheScriptsOwn(String expression) {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                const describe = (value) => value instanceof ArrayBuffer ? `buffer ${new Uint8Array(value)}`
                    : `${value?.constructor?.name} ${value}`;
                function outcome(b) {
                    for (let i = 0; i < b.length; i++) b[i] = 48 + i * 7 %% 10;
                    let value;
                    try { value = describe(%s); } catch (error) { value = `${error.name}: ${error.message}`; }
                    return `${value} leaves ${Array.from({ length: b.length }, (_, i) => b[i])}`;
                }
                function pread(buf) {
                    const lent = outcome(buf);
                    const own = outcome(new Uint8Array(16));
                    if (lent !== own) throw new Error(`${lent}, expected ${own}`);
                    return new Uint8Array(16);
                }
                """.formatted(expression))) {
            assertThat(FakeRead.bytes(script.open(), 0, 16)).containsOnly(0);
        }
    }

    @Test
    void aReadThatIsAnsweredLaterKeepsItsBuffer() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                let wake;
                function pread(buf, offset) {
                    buf[0] = 97;
                    if (offset === 0) return buf;
                    return new Promise((resolve) => { wake = () => { buf[1] = 98; resolve(); }; });
                }
                function flush() { wake(); }
                """)) {
            Disk disk = script.open();
            assertThat(FakeRead.text(disk, 0, 2)).isEqualTo("a\0");
            for (int time = 0; time < 2; time++) {
                FakeRead read = new FakeRead(1, 2);
                CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> disk.read(read));
                Awaitility.await().ignoreExceptions().until(() -> {
                    disk.flush();
                    return reading.isDone();
                });
                assertThat(read.bytes()).as("time %d", time).containsExactly('a', 'b');
            }
        }
    }

    @Test
    void aBufferThatWasTransferredMayBeTheAnswer() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                const pread = (buf) => { buf.fill(97); return buf.buffer.transfer(); };
                """)) {
            assertThat(FakeRead.text(script.open(), 0, 4)).isEqualTo("aaaa");
        }
    }

    @Test
    void aBufferThatWasTransferredIsGoneAfterTheCall() {
        try (LoadedScript script = script("""
                const getSize = () => 512;
                let kept;
                function pread(buf, offset) {
                    if (offset === 0) kept = new Uint8Array(buf.buffer.transfer());
                    else if (offset === 1) kept.fill(99);
                }
                """)) {
            Disk disk = script.open();
            FakeRead read = new FakeRead(0, 4);
            assertThatThrownBy(() -> disk.read(read)).hasMessageContaining("transferred its buffer");
            assertThatThrownBy(() -> FakeRead.of(disk, 1, 4)).isInstanceOf(NbdException.class);
            assertThat(read.bytes()).containsOnly(0);
            assertThat(FakeRead.bytes(disk, 2, 4)).containsOnly(0);
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
