package org.nbdscript.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages of files and of memory on their way to a socket. */
@Timeout(30)
class PagePipeTest {
    private static final int FILE_BYTES = 300_000;

    @TempDir
    private Path directory;

    private TemporaryFile file;
    private PagePipe pipe;
    private SocketChannel sender;
    private SocketChannel receiver;

    @BeforeEach
    void open() throws IOException {
        file = TemporaryFile.create(directory);
        Pwrite.write(file.descriptor(), pattern(FILE_BYTES), 0);
        pipe = new PagePipe();
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            sender = SocketChannel.open(address);
            receiver = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
        pipe.close();
        file.close();
    }

    private static ByteBuffer pattern(int length) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            bytes.put(i, (byte) (i % 251));
        }
        return bytes;
    }

    private ByteBuffer received(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && receiver.read(bytes) >= 0) {
            // more
        }
        return bytes.flip();
    }

    private void giveAll() throws PosixException {
        int socket = SocketDescriptor.of(sender).orElseThrow();
        while (pipe.content() > 0) {
            assertThat(pipe.giveTo(socket)).isPositive();
        }
    }

    @Test
    void bytesOfAFileArriveFromAnyOffset() throws IOException {
        assertThat(pipe.takeFile(file.descriptor(), 5001, 100_000)).isEqualTo(100_000);
        assertThat(pipe.content()).isEqualTo(100_000);
        giveAll();
        assertThat(received(100_000)).isEqualTo(pattern(FILE_BYTES).slice(5001, 100_000));
    }

    @Test
    void aFileGivesNoMoreThanItHas() {
        assertThat(pipe.takeFile(file.descriptor(), FILE_BYTES - 10, 100)).isEqualTo(10);
        assertThat(pipe.takeFile(file.descriptor(), FILE_BYTES, 100)).isZero();
    }

    @Test
    void moreThanAPipeHoldsIsNotTakenWhollyAndNotWaitedFor() throws IOException {
        Pwrite.write(file.descriptor(), pattern(10), 3L * PagePipe.CAPACITY);
        assertThat(pipe.takeFile(file.descriptor(), 0, 2 * PagePipe.CAPACITY)).isEqualTo(PagePipe.CAPACITY);
    }

    @Test
    void whatIsNoFileGivesNothing() {
        assertThat(pipe.takeFile(-1, 0, 100)).isZero();
        assertThat(pipe.content()).isZero();
    }

    @Test
    void partsOfMemoryArriveOneAfterAnother() throws IOException {
        ByteBuffer memory = MappedMemory.allocate(1 << 16).put(0, pattern(1 << 16), 0, 1 << 16);
        IoVector parts = new IoVector();
        parts.add(memory, 100, 10_000);
        parts.add(memory, 0, 5);
        assertThat(pipe.takeMemory(parts)).isEqualTo(10_005);
        giveAll();
        assertThat(received(10_000)).isEqualTo(memory.slice(100, 10_000));
        assertThat(received(5)).isEqualTo(memory.slice(0, 5));
    }

    @Test
    void pagesOnTheirWayKeepTheirContentWhenTheMemoryIsGivenBack() throws IOException {
        IoVector parts = new IoVector();
        parts.add(MappedMemory.allocate(1 << 16).put(0, pattern(1 << 16), 0, 1 << 16), 0, 1 << 16);
        assertThat(pipe.takeMemory(parts)).isEqualTo(1 << 16);
        parts.clear();
        System.gc();
        for (int i = 0; i < 64; i++) {
            MappedMemory.allocate(1 << 16).put(0, new byte[1 << 16]);
        }
        giveAll();
        assertThat(received(1 << 16)).isEqualTo(pattern(1 << 16));
    }

    @Test
    void whatIsDrainedIsCopied() throws PosixException {
        pipe.takeFile(file.descriptor(), 1, 70_000);
        assertThat(pipe.drain()).isEqualTo(pattern(FILE_BYTES).slice(1, 70_000));
        assertThat(pipe.content()).isZero();
    }

    @Test
    void aPeerThatIsGoneIsAnError() throws IOException {
        pipe.takeFile(file.descriptor(), 0, 100_000);
        receiver.close();
        int socket = SocketDescriptor.of(sender).orElseThrow();
        assertThatThrownBy(() -> pipe.giveTo(socket)).isInstanceOf(PosixException.class);
    }

    @Test
    void pagesThatWereJustWrittenAreInTheCache() {
        Cachestat cachestat = new Cachestat(file.descriptor());
        assertThat(cachestat.hasAll(0, FILE_BYTES)).isTrue();
        assertThat(cachestat.hasAll(4095, 2)).isTrue();
    }

    @Test
    void pagesOfAHoleThatNobodyReadAreNotInTheCache() throws PosixException {
        Pwrite.write(file.descriptor(), pattern(10), 1 << 24);
        Cachestat cachestat = new Cachestat(file.descriptor());
        assertThat(cachestat.hasAll(FILE_BYTES - 10, 100_000)).isFalse();
        assertThat(new Cachestat(-1).hasAll(0, 1)).isFalse();
    }
}
