package org.nbdscript.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nbdscript.api.Disk;

class PauseFilterTest {
    @TempDir
    Path directory;

    private Path socket;
    private FilterStack stack;

    @BeforeEach
    void start() {
        socket = directory.resolve("control");
        stack = FilterStack.start(new PauseFilter(), new ModelPlugin(new byte[512]), "pause-control=" + socket);
    }

    @AfterEach
    void end() {
        stack.close();
    }

    private String tell(String commands) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(commands.getBytes(StandardCharsets.US_ASCII)));
            channel.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(16);
            while (channel.read(answer) >= 0) {
                // until all is answered
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aRequestWaitsUntilThePauseEnds() throws Exception {
        try (Disk disk = stack.open()) {
            assertThat(tell("p\n")).isEqualTo("P");
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> ModelRead.of(disk, 0, 512));
            assertThat(read.completeOnTimeout(new byte[0], 50, TimeUnit.MILLISECONDS)
                            .get())
                    .isEmpty();
            CompletableFuture<byte[]> second = CompletableFuture.supplyAsync(() -> ModelRead.of(disk, 0, 512));
            assertThat(tell("r")).isEqualTo("R");
            assertThat(second.get(30, TimeUnit.SECONDS)).hasSize(512);
        }
    }

    @Test
    void anUnknownCommandIsAnsweredByAnX() throws IOException {
        assertThat(tell("q p r")).isEqualTo("XPR");
    }

    @Test
    void theSocketIsRemovedAtTheEnd() {
        assertThat(socket).exists();
        stack.close();
        assertThat(socket).doesNotExist();
        start();
    }

    @Test
    void aSocketThatIsThereAlreadyIsNotTakenAway() throws IOException {
        Path other = Files.createFile(directory.resolve("other"));
        assertThatThrownBy(() ->
                        FilterStack.start(new PauseFilter(), new ModelPlugin(new byte[1]), "pause-control=" + other))
                .hasMessageStartingWith("pause-control: cannot listen on " + other);
        assertThat(other).exists();
    }
}
