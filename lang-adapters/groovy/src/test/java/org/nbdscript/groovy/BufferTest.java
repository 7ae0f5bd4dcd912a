package org.nbdscript.groovy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nbdscript.api.Blocking;
import org.nbdscript.api.Disk;
import org.nbdscript.fakes.FakeRead;

class BufferTest {
    private static Disk disk(String pread) {
        return LoadedScript.of("""
                import java.util.concurrent.*
                import java.nio.ByteBuffer
                kept = []
                def getSize() { 1 << 20 }
                """ + pread).open();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buf.put('abcd'.bytes)",
                "buf.put('abcd'.bytes, 0, 4); null",
                "'abcd'.bytes.eachWithIndex { b, i -> buf.put(i, b) }",
                "(0..<4).each { buf.put((byte) (97 + it)) }",
                "buf.slice(0, 4).put('abcd'.bytes)",
                "buf.put(0, 'abcd'.bytes); false",
                "buf.put('abcd'.bytes); 42",
                "'abcd'.bytes",
                "ByteBuffer.wrap('abcd'.bytes)",
                "[[offset, 'ab'.bytes], [offset: offset + 2, data: 'cd'.bytes]]",
                "buf.put('abcd'.bytes); [[offset, buf.slice(0, 4)]]",
                "CompletableFuture.supplyAsync { 'abcd'.bytes }",
                "CompletableFuture.supplyAsync { buf.put('abcd'.bytes) }",
                "CompletableFuture.runAsync { buf.put('abcd'.bytes) }",
                "CompletableFuture.completedFuture([[offset, 'abcd'.bytes]])"
            })
    void aReadIsAnsweredByWhatIsPutOrReturned(String body) {
        Disk disk = disk("def pread(buf, offset) { " + body + " }");

        // The first call and later ones have their buffers in different ways.
        assertThat(FakeRead.text(disk, 16, 4)).isEqualTo("abcd");
        assertThat(FakeRead.text(disk, 16, 4)).isEqualTo("abcd");
        assertThat(FakeRead.text(disk, 16, 4)).isEqualTo("abcd");
    }

    @Test
    void holesAreParts() {
        Disk disk = disk("def pread(buf, offset) { [[offset, 512], [offset + 512, 'x'.bytes]] }");
        FakeRead read = new FakeRead(1024, 513);
        disk.read(read);

        assertThat(read.parts).containsExactly("hole 1024+512", "data 1536+1");
    }

    @Test
    void aKeptBufferNeverShowsAnotherRequestsData() {
        Disk disk = disk("""
                def pread(buf, offset) { buf.put(0, kept[(int) offset].get(0)) }
                def pwrite(buf, offset) { kept << buf.slice(0, 4) }
                """);
        ByteBuffer memory = ByteBuffer.allocateDirect(4);
        for (int i = 0; i < 3; i++) {
            memory.clear()
                    .put("secr".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    .flip();
            disk.write(memory, i, org.nbdscript.api.RequestFlags.NONE);
        }

        assertThat(FakeRead.text(disk, 0, 1))
                .as("the first call's buffer is its own")
                .isEqualTo("s");
        for (int i = 1; i < 3; i++) {
            int kept = i;
            assertThatThrownBy(() -> FakeRead.bytes(disk, kept, 1))
                    .hasMessage("a request's buffer was used after its call: copy what shall stay");
        }
    }

    @Test
    void aWritesBufferIsReadOnly() {
        Disk disk = disk("def pread(buf) { }\ndef pwrite(buf, offset) { buf.put(0, (byte) 0) }");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> LoadedScript.write(disk, 0, "x")).hasMessage("ReadOnlyBufferException");
        }
    }

    @Test
    void theBufferMayGoToOtherThreadsThatTheScriptWaitsFor() {
        Disk disk = disk("""
                def pread(buf, offset) {
                    offset == 0 ? buf.put(0, (byte) 65) : CompletableFuture.runAsync { buf.put(0, (byte) 66) }.join()
                }
                def pwrite(buf, offset) {
                    kept << (offset == 0 ? buf.get(0) : CompletableFuture.supplyAsync { buf.get(0) }.join())
                }
                """);

        assertThat(FakeRead.text(disk, 0, 1)).isEqualTo("A");
        assertThat(FakeRead.text(disk, 0, 1)).isEqualTo("A");
        assertThat(FakeRead.text(disk, 1, 1)).isEqualTo("B");
        LoadedScript.write(disk, 0, "x");
        LoadedScript.write(disk, 0, "x");
        LoadedScript.write(disk, 1, "y");
    }

    @Test
    void aScriptMayAnswerAtOnceAndLaterByPromises() {
        Disk disk = disk("""
                written = [:]
                def pread(buf, offset) {
                    def answer = { buf.put(0, written[offset] ?: (byte) 45) }
                    offset < 10 ? answer() : CompletableFuture.runAsync(answer)
                }
                def pwrite(buf, offset) {
                    def take = { written[offset] = buf.get(0) }
                    offset < 10 ? take() : CompletableFuture.runAsync(take)
                }
                """);
        for (long offset : new long[] {1, 2, 3, 10, 11, 4}) {
            LoadedScript.write(disk, offset, "v");
        }
        for (long offset : new long[] {1, 2, 3, 10, 11, 4}) {
            assertThat(FakeRead.text(disk, offset, 1)).isEqualTo("v");
        }
    }

    @Test
    void aPromiseThatFailsFailsTheWrite() {
        Disk disk = disk("""
                def pread(buf) { }
                def pwrite(buf) { CompletableFuture.failedFuture(new NbdException(ENOSPC, 'full')) }
                def flush() { CompletableFuture.failedFuture(new NbdException(EIO, 'lost')) }
                """);

        assertThatThrownBy(() -> LoadedScript.write(disk, 0, "x")).hasMessage("full");
        assertThatThrownBy(disk::flush).hasMessage("lost").isNotInstanceOf(CompletionException.class);
    }

    @Test
    void aDeclaredPromiseIsKnownBeforeTheFirstCall() {
        Disk disk = disk("CompletableFuture pread(buf) { CompletableFuture.completedFuture(null) }");

        assertThat(disk.blocking()).isEqualTo(Blocking.PARKS);
    }

    @Test
    void tooFewBytesAreAnError() {
        Disk disk = disk("def pread(buf) { new byte[3] }");

        assertThatThrownBy(() -> FakeRead.bytes(disk, 0, 4)).hasMessage("pread returned 3 bytes, expected 4 bytes");
    }

    @Test
    void whatIsNotFilledReadsAsZeroes() {
        Disk disk = disk("def pread(buf, offset) { if (offset == 0) buf.put((byte) 1) }");
        byte[] expected = {1, 0, 0, 0};

        for (int i = 0; i < 3; i++) {
            assertThat(FakeRead.bytes(disk, 0, 4)).isEqualTo(expected);
            assertThat(FakeRead.bytes(disk, 1, 4)).isEqualTo(Arrays.copyOf(new byte[0], 4));
        }
    }
}
